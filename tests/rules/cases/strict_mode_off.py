"""sql_mode in SQL."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "set @@session.sql_mode = 'NO_ENGINE_SUBSTITUTION'",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "SET sql_mode = REPLACE(@@sql_mode, 'STRICT_TRANS_TABLES', '')",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "SET SESSION sql_mode = (SELECT REPLACE(@@sql_mode, 'STRICT_ALL_TABLES,', ''))",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mariadb 10.11",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("/*!40101 SET SQL_MODE = '' */", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    # It cannot be told.
    Case(
        """
        operations = [
            migrations.RunSQL("SET sql_mode = @old_mode", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("SET sql_mode = 'TRADITIONAL'", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SET sql_mode = DEFAULT", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "SET sql_mode = (SELECT REPLACE(@@sql_mode, 'ONLY_FULL_GROUP_BY', ''))",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SET @old_mode = @@sql_mode", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SET foreign_key_checks = 0", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
]
