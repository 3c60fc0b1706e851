"""Settings for everyone."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter role app
                set work_mem = '1GB';''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER DATABASE shop SET work_mem = '1GB'", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SET @@GLOBAL.max_connections = 5", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SET PERSIST max_connections = 5", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("SET work_mem = '1GB'", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SET SESSION sort_buffer_size = 5", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("PRAGMA foreign_keys = OFF", migrations.RunSQL.noop),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order SET (fillfactor = 70)", migrations.RunSQL.noop),
        ]
        """,
    ),
]
