"""Concurrent builds on servers that lose rows."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("reindex index concurrently order_created", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="postgresql 14.0",
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL(  # finding
                "CREATE INDEX CONCURRENTLY i ON shop_order (number)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="postgresql 14.3",
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
        target="postgresql 14.4",
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("REINDEX INDEX CONCURRENTLY order_created", migrations.RunSQL.noop),
        ]
        """,
        target="postgresql 13.9",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE INDEX i ON shop_order (number)", migrations.RunSQL.noop),
        ]
        """,
        target="postgresql 14.1",
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("REINDEX INDEX CONCURRENTLY order_created", migrations.RunSQL.noop),
        ]
        """,
        target="postgresql 16.2",
    ),
]
