"""Statements that no transaction takes."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE INDEX CONCURRENTLY i ON shop_order (number)", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP INDEX CONCURRENTLY i", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("VACUUM ANALYZE shop_order", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("REINDEX TABLE CONCURRENTLY shop_order", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DETACH PARTITION old CONCURRENTLY", ""),  # finding
        ]
        """,
    ),
    # One text is one transaction, whatever the migration is.
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL(  # finding
                "SET lock_timeout = '1s'; CREATE INDEX CONCURRENTLY i ON shop_order (number)", "",
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunSQL("CREATE INDEX CONCURRENTLY i ON shop_order (number)", ""),  # finding
                ],
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
            migrations.RunSQL("CREATE INDEX CONCURRENTLY i ON shop_order (number)", ""),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL(
                ["SET lock_timeout = '1s'", "CREATE INDEX CONCURRENTLY i ON shop_order (number)"], "",
            ),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("CREATE INDEX CONCURRENTLY i ON shop_order (number); -- for the list of orders", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE INDEX i ON shop_order (number)", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("REFRESH MATERIALIZED VIEW CONCURRENTLY totals", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ANALYZE shop_order", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("VACUUM", ""),
        ]
        """,
        target="sqlite 3.45",
    ),
]
