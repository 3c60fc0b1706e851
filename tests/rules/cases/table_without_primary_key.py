"""Tables without a key."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''create unlogged table if not exists
                public.visit (at timestamptz)''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TABLE visit (id bigint UNIQUE)", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TABLE visit (a int, b int, PRIMARY KEY (a, b))", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TABLE visit (a int)", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE visit ADD PRIMARY KEY (a)", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TEMPORARY TABLE visit (a int)", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE visit_1 PARTITION OF visit FOR VALUES IN (1)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.CreateModel("Gift", [("code", models.CharField(max_length=9, primary_key=True))]),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TABLE visit LIKE shop_order", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
]
