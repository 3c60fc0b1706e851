"""Domains that get stricter."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter domain price
                set not null''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER DOMAIN public.price VALIDATE CONSTRAINT positive",
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
            migrations.RunSQL("ALTER DOMAIN price DROP NOT NULL", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE DOMAIN price AS numeric", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER DOMAIN price ADD CHECK (VALUE > 0)", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER DOMAIN price DROP CONSTRAINT positive", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER DOMAIN price SET DEFAULT 0", migrations.RunSQL.noop),
        ]
        """,
    ),
]
