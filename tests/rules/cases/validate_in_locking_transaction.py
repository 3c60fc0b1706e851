"""Constraints validated too early."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ADD CONSTRAINT c CHECK (total >= 0) NOT VALID; alter table "
                "shop_order validate constraint c",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
            migrations.RunSQL(  # finding
                "ALTER TABLE public.shop_order VALIDATE CONSTRAINT c",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    # Dropping an index takes the strongest lock.
    Case(
        """
        operations = [
            migrations.RemoveIndex("order", "order_created"),
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order VALIDATE CONSTRAINT c",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    # The far side of a foreign key is locked too.
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD FOREIGN KEY (number) REFERENCES shop_product (sku) NOT VALID",
                migrations.RunSQL.noop,
            ),
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_product VALIDATE CONSTRAINT c",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order VALIDATE CONSTRAINT c", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order VALIDATE CONSTRAINT c", migrations.RunSQL.noop),
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
            migrations.RunSQL("ALTER TABLE shop_order VALIDATE CONSTRAINT c", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("tag", "gift", models.BooleanField(null=True)),
            migrations.RunSQL("ALTER TABLE shop_order VALIDATE CONSTRAINT c", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("COMMENT ON TABLE shop_order IS 'x'", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_order VALIDATE CONSTRAINT c", migrations.RunSQL.noop),
        ]
        """,
    ),
]
