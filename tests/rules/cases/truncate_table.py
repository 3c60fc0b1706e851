"""TRUNCATE in SQL."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''truncate only public."shop_order"
                restart identity cascade''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("TRUNCATE `shop_order`", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunSQL("TRUNCATE legacy", migrations.RunSQL.noop),  # finding
                ],
            ),
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
            migrations.RunSQL("TRUNCATE shop_gift", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT date_trunc('day', now())", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TABLE x (id bigint PRIMARY KEY); TRUNCATE x", migrations.RunSQL.noop),
        ]
        """,
    ),
    # Another rule's matter.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order TRUNCATE PARTITION p1", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
]
