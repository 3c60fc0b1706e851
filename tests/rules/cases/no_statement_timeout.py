"""Long statements under a lock."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("SET LOCAL lock_timeout = '3s'", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_order ADD COLUMN gift boolean", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SET LOCAL statement_timeout = 0", migrations.RunSQL.noop),
            migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("SET statement_timeout TO '1min'; ALTER TABLE shop_order ADD gift boolean", migrations.RunSQL.noop),
        ]
        """,
    ),
    # A concurrent build takes its time, and lets others work.
    Case(
        """
        atomic = False
        operations = [
            AddIndexConcurrently("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.CreateModel("Gift", [("id", models.BigAutoField(primary_key=True))]),
        ]
        """,
    ),
]
