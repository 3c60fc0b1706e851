"""RunSQL and its reverse."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(sql="SELECT 1"),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL([("UPDATE shop_order SET note = %s", ["x"]), "ANALYZE"]),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunSQL("CREATE INDEX i ON shop_order (number)"),  # finding
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("OPTIMIZE TABLE shop_order", elidable=True),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ANALYZE shop_order", reverse_sql=migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ANALYZE shop_order", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE VIEW v AS SELECT 1", ["DROP VIEW v"]),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RunSQL("CREATE INDEX i ON shop_order (number)"),
                ],
            ),
        ]
        """,
    ),
]
