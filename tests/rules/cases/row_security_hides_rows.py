"""Row level security."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ENABLE ROW LEVEL SECURITY",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order FORCE ROW LEVEL SECURITY",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ENABLE ROW LEVEL SECURITY", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_order FORCE ROW LEVEL SECURITY", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    # A policy for another table.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON shop_tag USING (true)", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE POLICY p ON shop_order USING (true); ALTER TABLE shop_order ENABLE ROW LEVEL SECURITY", migrations.RunSQL.noop),  # finding
            migrations.RunSQL("DROP POLICY p ON shop_order", migrations.RunSQL.noop),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY", migrations.RunSQL.noop),
            migrations.RunSQL("CREATE POLICY p ON shop_order USING (true)", migrations.RunSQL.noop),
        ]
        """,
    ),
    # The policy was there first.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ENABLE ROW LEVEL SECURITY", migrations.RunSQL.noop),
        ]
        """,
        given="""
        operations = [
            migrations.RunSQL("CREATE POLICY p ON shop_order USING (true)", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE x (id bigint PRIMARY KEY); ALTER TABLE x ENABLE ROW LEVEL SECURITY",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order DISABLE ROW LEVEL SECURITY",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order NO FORCE ROW LEVEL SECURITY",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ENABLE ROW LEVEL SECURITY", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_order DISABLE ROW LEVEL SECURITY", migrations.RunSQL.noop),
        ]
        """,
    ),
    # Without ENABLE it does nothing.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY", migrations.RunSQL.noop),
        ]
        """,
    ),
]
