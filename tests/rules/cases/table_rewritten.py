"""Tables written anew as a whole."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("alter table public.shop_order set unlogged", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("vacuum (full, verbose) shop_order", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CLUSTER shop_order USING order_created", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order SET TABLESPACE fast", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order SET (fillfactor = 70)", migrations.RunSQL.noop),
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
        atomic = False
        operations = [
            migrations.RunSQL("VACUUM (ANALYZE) shop_order", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order CLUSTER ON order_created", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("VACUUM", migrations.RunSQL.noop),
        ]
        """,
        target="sqlite 3.45",
    ),
]
