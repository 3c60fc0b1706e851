"""Tables without a log."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                'alter table public."shop_order" set unlogged, alter note set default 1',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order SET LOGGED", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_order SET UNLOGGED", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order SET UNLOGGED", migrations.RunSQL.noop),  # finding
            migrations.RunSQL("ALTER TABLE shop_tag SET LOGGED", migrations.RunSQL.noop),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order SET UNLOGGED", migrations.RunSQL.noop),
            migrations.RunSQL("INSERT INTO shop_order SELECT * FROM incoming", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_order SET LOGGED", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE UNLOGGED TABLE x (id bigint PRIMARY KEY)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE x (id bigint PRIMARY KEY); ALTER TABLE x SET UNLOGGED",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order SET UNLOGGED; DROP TABLE shop_order",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
]
