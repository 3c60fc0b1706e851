"""Columns that change their name."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(null=True, db_column="remark")),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table shop_order
                   rename note to remark''',
                'alter table shop_order rename remark to note',
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order CHANGE note remark text", "ALTER TABLE shop_order CHANGE remark note text"
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RenameField("order", "customer", "buyer"),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RenameField("order", "note", "remark"),  # finding
                ],
            ),
        ]
        """,
    ),
    # Nobody's code knows the interim name.
    Case(
        """
        operations = [
            migrations.RenameField("order", "note", "interim"),  # finding
            migrations.RenameField("order", "interim", "remark"),
        ]
        """,
    ),
    # The columns between are named after the models, also where the model keeps its own table.
    Case(
        """
        operations = [
            migrations.AlterModelTable("tag", "shop_tag"),
            migrations.RenameModel("Tag", "Label"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
]

GOOD = [
    # The table between gets another name as well: rename-table tells.
    Case(
        """
        operations = [
            migrations.RenameModel("Product", "Article"),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.RenameField("gift", "code", "number"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.TextField(null=True)),
            migrations.RenameField("order", "gift", "present"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RenameField("order", "note", "remark"),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameField("vip", "name", "full_name"),
        ]
        """,
        given="""
        operations = [
            migrations.CreateModel("Vip", [("name", models.TextField())], options={"managed": False}),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT 'alter table shop_order rename note to remark'", migrations.RunSQL.noop),
        ]
        """,
    ),
]
