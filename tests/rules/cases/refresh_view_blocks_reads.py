"""Materialized views that are read while they are refreshed."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                'refresh materialized view public."totals" with data',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("REFRESH MATERIALIZED VIEW totals", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
]

GOOD = [
    # Nobody reads it yet.
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE MATERIALIZED VIEW totals AS SELECT 1 WITH NO DATA",
                migrations.RunSQL.noop,
            ),
            migrations.RunSQL("REFRESH MATERIALIZED VIEW totals", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("REFRESH MATERIALIZED VIEW CONCURRENTLY public.totals", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE VIEW v AS SELECT 1", migrations.RunSQL.noop),
        ]
        """,
    ),
]
