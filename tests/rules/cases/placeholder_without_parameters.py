"""Placeholders that nobody fills."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    *(
        Case(
            """
            operations = [
                migrations.RunSQL(  # finding
                    ["SELECT 1", "UPDATE shop_order SET status = %(status)s WHERE note = 'it''s'"],
                    migrations.RunSQL.noop,
                ),
            ]
            """,
            target=target,
        )
        for target in ("postgresql 16", "mysql 8.4", "mariadb 10.11", "sqlite 3.45")
    ),
    Case(
        """
        operations = [
            migrations.RunSQL([("DELETE FROM shop_order WHERE id IN (%s, %s)", None)]),  # finding
        ]
        """
    ),
    # Found in the rollback only.
    Case(
        """
        operations = [
            migrations.RunSQL("UPDATE shop_order SET status = 'a' WHERE id = 1",  # finding
                              "UPDATE shop_order SET status = %s WHERE id = 1"),
        ]
        """
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunSQL("UPDATE shop_order SET total = %s WHERE id = 1"),  # finding
                ],
            ),
        ]
        """
    ),
]
GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL(
                [
                    ("UPDATE shop_order SET status = %s WHERE id = %s", ["new", 1]),
                    ("UPDATE shop_order SET status = %(status)s WHERE id = 1", {"status": "new"}),
                ],
                migrations.RunSQL.noop,
            ),
        ]
        """
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("UPDATE shop_order SET note = 'a %s b' WHERE id = 1 -- %s", migrations.RunSQL.noop),
            migrations.RunSQL("DO $$ BEGIN EXECUTE format('DROP VIEW %s', 'v'); END $$", migrations.RunSQL.noop),
            migrations.RunSQL("UPDATE shop_order SET note = E'it\\\\'s %s' WHERE id = 1 /* %s */"),
        ]
        """
    ),
    # An operator, and a pattern.
    Case(
        """
        operations = [
            migrations.RunSQL("UPDATE shop_order SET total = total %size WHERE id % 2 = 0 AND note LIKE '%s%'"),
        ]
        """
    ),
    Case(
        r"""
        operations = [
            migrations.RunSQL("UPDATE shop_order SET note = 'it\\'s %s' WHERE id = 1 # %s"),
        ]
        """,
        target="mysql 8.4",
    ),
    # Not sent at all.
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[migrations.RunSQL("UPDATE shop_order SET total = %s WHERE id = 1")],
            ),
        ]
        """
    ),
]
