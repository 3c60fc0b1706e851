"""Many locks in one transaction."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),  # finding: class
            migrations.AddField("product", "a", models.BooleanField(null=True)),
            migrations.RenameModel("Tag", "Label"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            # finding: class
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD a int; alter table public.shop_tag add a int; ALTER TABLE legacy DROP a",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        atomic = False
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.AddField("product", "a", models.BooleanField(null=True)),
            migrations.AddField("customer", "a", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.AddField("product", "a", models.BooleanField(null=True)),
            migrations.AddField("customer", "a", models.BooleanField(null=True)),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.AddField("product", "a", models.BooleanField(null=True)),
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.AddField("gift", "a", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.AddField("product", "a", models.BooleanField(null=True)),
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.AddField("customer", "a", models.BooleanField(null=True)),
                ],
            ),
        ]
        """,
    ),
]
