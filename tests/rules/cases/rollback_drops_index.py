"""Migrations whose reverse drops an index."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, db_index=True)),  # finding
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            AddIndexConcurrently("order", models.Index(fields=["created"], name="order_created")),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE INDEX i ON shop_order (number)", "DROP INDEX i ON shop_order"),  # finding
        ]
        """,
        target="mysql 8.4",
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
            migrations.AddIndex("gift", models.Index(fields=["code"], name="gift_code")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameIndex("order", "created", old_name="order_created"),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveIndex("order", "order_created"),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    # The index goes with its column.
    Case(
        """
        operations = [
            migrations.AddField("order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddConstraint("order", models.UniqueConstraint(functions.Lower("number"), name="once")),
        ]
        """,
    ),
]
