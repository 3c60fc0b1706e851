"""Indexes built the plain way."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''create unique index if not exists o_n
                on public.shop_order (lower(number)) where total > 0''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.AlterField(  # finding
                "order", "number", models.CharField(max_length=20, db_index=True)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),  # finding
                ],
            ),
        ]
        """,
    ),
    # Django makes a unique index of it.
    Case(
        """
        operations = [
            migrations.AddConstraint(  # finding
                "order",
                models.UniqueConstraint(
                    fields=["number"], condition=models.Q(total__gt=0), name="order_number"
                ),
            ),
        ]
        """,
    ),
    # Outside of a transaction the index of the new column is built under a lock of its own.
    Case(
        """
        atomic = False
        operations = [
            migrations.AddField(  # finding
                "order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE INDEX CONCURRENTLY i ON shop_order (number)", migrations.RunSQL.noop),
            migrations.RunSQL('CREATE INDEX j ON "shop_order" (created)', migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
]

GOOD = [
    # A view that is made here has no readers yet.
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE MATERIALIZED VIEW totals AS SELECT id FROM shop_order", ""),
            migrations.RunSQL("CREATE UNIQUE INDEX totals_id ON totals (id)", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.AddIndex("gift", models.Index(fields=["code"], name="gift_code")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE x (id bigint PRIMARY KEY, a int); CREATE INDEX x_a ON x (a)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
                ],
            ),
        ]
        """,
    ),
    # In one transaction another rule says more.
    Case(
        """
        operations = [
            migrations.AddField(
                "order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, help_text="Ours.")),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL(
                "CREATE UNIQUE INDEX CONCURRENTLY i ON shop_order (number)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    # Nothing is built: the partitions get theirs one by one.
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE INDEX i ON ONLY shop_order (created)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE x AS SELECT * FROM shop_order; CREATE UNIQUE INDEX i ON x (id)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "SELECT * INTO x FROM shop_order; CREATE INDEX i ON x (id)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE p (d date) PARTITION BY RANGE (d); CREATE TABLE p1 PARTITION OF p DEFAULT; CREATE INDEX i ON p1 (d)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE public.x (id bigint PRIMARY KEY); ALTER TABLE x RENAME TO y; CREATE INDEX i ON y (id)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE SCHEMA s CREATE TABLE x (id bigint PRIMARY KEY); CREATE INDEX i ON s.x (id)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
]
