"""ON DELETE CASCADE in the database."""

from __future__ import annotations

from django.db import models

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table public.shop_order
                add tag_id bigint references public.shop_tag on delete cascade''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "CREATE TABLE x (id bigint PRIMARY KEY, t bigint, FOREIGN KEY (t) REFERENCES shop_tag (id) "
                "ON DELETE CASCADE)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD tag_id bigint REFERENCES shop_tag (id) ON DELETE CASCADE", ""),  # finding
        ]
        """,
        target="mysql 9.1",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD tag_id bigint REFERENCES shop_tag (id) ON DELETE CASCADE", ""),  # finding
        ]
        """,
        target="mariadb 10.11",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD tag_id bigint REFERENCES shop_tag ON DELETE SET NULL",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD tag_id bigint REFERENCES shop_tag ON UPDATE CASCADE",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DROP CONSTRAINT c CASCADE", migrations.RunSQL.noop),
        ]
        """,
    ),
    # MySQL before 9.0 makes no constraint of it.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD tag_id bigint REFERENCES shop_tag (id) ON DELETE CASCADE", ""),
        ]
        """,
        target="mysql 8.4",
    ),
]

if hasattr(models, "DB_CASCADE"):  # Django 6.1
    BAD += [
        Case(
            """
            operations = [
                migrations.AddField(  # finding
                    "order", "tag", models.ForeignKey("shop.Tag", models.DB_CASCADE, null=True)
                ),
            ]
            """,
        ),
        Case(
            """
            operations = [
                migrations.AlterField(  # finding
                    "order", "customer", models.ForeignKey("shop.Customer", models.DB_CASCADE)
                ),
            ]
            """,
        ),
        Case(
            """
            operations = [
                migrations.CreateModel(  # finding
                    "Gift",
                    [
                        ("id", models.BigAutoField(primary_key=True)),
                        ("order", models.ForeignKey("shop.Order", models.DB_CASCADE)),
                    ],
                ),
            ]
            """,
            target="mysql 8.4",
        ),
    ]
    GOOD += [
        Case(
            """
            operations = [
                migrations.AddField("order", "tag", models.ForeignKey("shop.Tag", models.DB_SET_NULL, null=True)),
            ]
            """,
        ),
    ]
