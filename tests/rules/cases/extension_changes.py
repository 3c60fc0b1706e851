"""Extensions."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''drop extension if exists "uuid-ossp"
                cascade''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER EXTENSION citext SET SCHEMA extensions",
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
            CreateExtension("citext"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            CITextExtension(),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT 'DROP EXTENSION citext'", migrations.RunSQL.noop),
        ]
        """,
    ),
]
