"""Views, functions and the like that go."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                'drop materialized view if exists public."totals"',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP TRIGGER t", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP FUNCTION f(integer)", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP SEQUENCE s", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TYPE mood RENAME TO mood_old", ""),
            migrations.RunSQL("DROP TYPE mood_old", ""),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("DROP VIEW totals; CREATE VIEW totals AS SELECT 1", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE OR REPLACE VIEW totals AS SELECT 1", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP FUNCTION IF EXISTS f(int)", migrations.RunSQL.noop),
            migrations.RunSQL(
                "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP INDEX i", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Tag"),
        ]
        """,
    ),
    # Nobody knows the old type by this name.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TYPE mood RENAME TO mood_old; CREATE TYPE mood AS ENUM ('sad')", ""),
            migrations.RunSQL("DROP TYPE mood_old", ""),
        ]
        """,
    ),
]
