"""Rules that do nothing instead."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "create or replace rule r as on delete to public.shop_order do instead nothing",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "CREATE RULE r AS ON UPDATE TO shop_order WHERE old.status = 'sent' DO INSTEAD NOTHING",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE RULE r AS ON INSERT TO shop_order DO INSTEAD INSERT INTO a VALUES (1)", migrations.RunSQL.noop),
            migrations.RunSQL("CREATE OR REPLACE RULE r AS ON INSERT TO shop_order DO INSTEAD NOTHING", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE RULE r AS ON DELETE TO shop_order DO ALSO NOTHING",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE RULE r AS ON DELETE TO shop_order DO INSTEAD UPDATE shop_order SET status = 'gone' WHERE id = old.id",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE log (id bigint PRIMARY KEY); CREATE RULE r AS ON DELETE TO log DO INSTEAD NOTHING",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE VIEW v AS SELECT 1 AS a; CREATE RULE r AS ON INSERT TO v DO INSTEAD NOTHING",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE RULE r AS ON INSERT TO shop_order DO INSTEAD NOTHING", migrations.RunSQL.noop),
            migrations.RunSQL("DROP RULE r ON shop_order", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE POLICY p ON shop_order USING (true)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
]
