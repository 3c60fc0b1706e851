"""Statements that copy a table of MySQL."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order CHANGE number n int NOT NULL", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order MODIFY nothing_known varchar(20)", migrations.RunSQL.noop
            ),
        ]
        """,
        target="mysql 8.4",
    ),
]
GOOD = [
    # CHANGE states the whole column: only the name differs.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order CHANGE number n varchar(20) NOT NULL", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order MODIFY number varchar(30) NOT NULL", migrations.RunSQL.noop),
        ]
        """,
        target="mariadb 10.11",
    ),
]
