"""Indexes built anew."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("reindex index order_created", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("REINDEX (VERBOSE) TABLE public.shop_order", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("REINDEX SCHEMA public", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("REINDEX INDEX CONCURRENTLY order_created", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("REINDEX (CONCURRENTLY) TABLE shop_order", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE x (id bigint PRIMARY KEY); REINDEX TABLE x",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("REINDEX shop_order", migrations.RunSQL.noop),
        ]
        """,
        target="sqlite 3.45",
    ),
]
