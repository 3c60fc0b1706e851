"""Indexes built after a stronger lock."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True)
            ),
        ]
        """,
    ),
    # Dropping an index takes the strongest lock.
    Case(
        """
        operations = [
            migrations.RemoveIndex("order", "order_created"),
            migrations.AddIndex("order", models.Index(fields=["status"], name="order_status")),  # finding
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
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ADD COLUMN gift boolean; CREATE INDEX order_gift ON shop_order (gift)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "number", models.CharField(max_length=40, db_index=True)
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
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
        target="mysql 8.4",
    ),
    # The index comes first.
    Case(
        """
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
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
            migrations.AddField("gift", "order", models.ForeignKey("shop.Order", models.CASCADE, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(
                "order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True, db_index=False)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField(
                "order", "status", models.CharField(max_length=10, choices=[("new", "New")])
            ),
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD a integer; CREATE INDEX i ON ONLY shop_order (a)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE x (id bigint PRIMARY KEY); ALTER TABLE x ADD a integer; CREATE INDEX i ON x (a)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
]
