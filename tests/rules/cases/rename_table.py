"""Tables that change their name or schema."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterModelTable("order", "purchase"),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order RENAME TO purchase", "ALTER TABLE purchase RENAME TO shop_order"
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order SET SCHEMA archive", "ALTER TABLE archive.shop_order SET SCHEMA public"
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "RENAME TABLE shop_order TO purchase", "RENAME TABLE purchase TO shop_order"
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RenameField("product", "tags", "labels"),  # finding
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
            migrations.RenameModel("Gift", "Present"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameModel("Vip", "Regular"),
        ]
        """,
        given="""
        operations = [
            migrations.CreateModel("Vip", [], bases=("shop.customer",), options={"proxy": True}),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameField("product", "tags", "labels"),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "tags", models.ManyToManyField("shop.Tag", db_table="tagged")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RenameModel("Order", "Purchase"),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order SET (fillfactor = 90)", migrations.RunSQL.noop),
        ]
        """,
    ),
]
