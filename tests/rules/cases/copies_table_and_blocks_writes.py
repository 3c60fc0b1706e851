"""Changes that copy the table."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table `shop_product`
                modify column stock bigint not null''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, null=True)
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order CONVERT TO CHARACTER SET utf8mb4",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),  # finding
        ]
        """,
        target="mariadb 10.11",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order CHANGE number n int NOT NULL", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order MODIFY nothing_known varchar(20)", migrations.RunSQL.noop
            ),
        ]
        """,
        target="mysql 8.4",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),
        ]
        """,
        target="mariadb 11.4",
    ),
    # The type stays.
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order MODIFY note longtext NULL COMMENT 'x'",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "name", models.CharField(max_length=100, help_text="Ours.")),
        ]
        """,
        target="mysql 8.4",
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
            migrations.AlterField("gift", "code", models.IntegerField(null=True)),
        ]
        """,
        target="mysql 8.4",
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
            migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),
        ]
        """,
    ),
    # The server refuses, and blocks nobody.
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_product MODIFY stock bigint, ALGORITHM=INPLACE, LOCK=NONE",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    # CHANGE states the whole column: only the name differs.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order CHANGE number n varchar(20) NOT NULL", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order MODIFY number varchar(30) NOT NULL", migrations.RunSQL.noop),
        ]
        """,
        target="mariadb 10.11",
    ),
]
