"""LOCK TABLE in SQL."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("lock tables `shop_order` write", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "LOCK public.shop_order IN ACCESS EXCLUSIVE MODE NOWAIT",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunSQL("LOCK TABLE ONLY shop_order", migrations.RunSQL.noop),  # finding
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
            migrations.RunSQL("UNLOCK TABLES", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TABLE x (id bigint PRIMARY KEY); LOCK TABLE x", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT 'LOCK TABLE shop_order'", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT pg_advisory_xact_lock(1)", migrations.RunSQL.noop),
        ]
        """,
    ),
]
