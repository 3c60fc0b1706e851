"""Keys of different types."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table public.shop_order
                add column t varchar(9) references public.shop_tag (id)''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ADD t int REFERENCES shop_tag (id)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mariadb 10.11",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD t int8 REFERENCES shop_tag (id)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD code varchar(40) REFERENCES shop_product (sku)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD t int REFERENCES shop_tag (id)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD t int REFERENCES legacy (id)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, null=True)),
        ]
        """,
    ),
]
