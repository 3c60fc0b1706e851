"""The same name, and nothing in it."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table shop_order
                drop column note, add column note varchar(50)''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Tag"),
            migrations.CreateModel(  # finding
                "Tag", [("id", models.BigAutoField(primary_key=True))]
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "DROP TABLE IF EXISTS shop_tag; CREATE TABLE shop_tag (id bigint PRIMARY KEY)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "customer"),
            migrations.AddField(  # finding
                "order", "customer", models.ForeignKey("shop.Tag", models.CASCADE, null=True)
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RenameField("order", "note", "old"),
            migrations.AddField("order", "note", models.CharField(max_length=50, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.RemoveField("order", "a"),
            migrations.AddField("order", "a", models.BooleanField(null=True)),
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
            migrations.DeleteModel("Gift"),
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "note"),
            migrations.AddField("tag", "note", models.TextField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RemoveField("order", "note"),
                    migrations.AddField("order", "note", models.TextField(null=True)),
                ],
            ),
        ]
        """,
    ),
]
