"""Partitions that come and go."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table public.event
                detach partition event_2024''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE event ATTACH PARTITION old FOR VALUES FROM (1) TO (2)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TABLE new (LIKE event)", migrations.RunSQL.noop),
            migrations.RunSQL(
                "ALTER TABLE event ATTACH PARTITION new FOR VALUES FROM (1) TO (2)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL(
                "ALTER TABLE event DETACH PARTITION event_2024 CONCURRENTLY",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE event_2027 PARTITION OF event FOR VALUES FROM (1) TO (2)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
]
