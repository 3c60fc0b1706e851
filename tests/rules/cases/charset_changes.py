"""Character sets and collations."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table `shop_order`
                convert to character set utf8mb4 collate utf8mb4_bin''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mariadb 10.11",
    ),
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "number", models.CharField(max_length=20, db_collation="utf8mb4_bin")
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order MODIFY number varchar(20) CHARACTER SET latin1",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "number", models.CharField(max_length=20, db_collation="C")
            ),
        ]
        """,
    ),
]

GOOD = [
    # Columns that are there stay as they are.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DEFAULT CHARACTER SET utf8mb4", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, null=True)),
            migrations.AlterField(
                "order", "code", models.CharField(max_length=9, null=True, db_collation="utf8mb4_bin")
            ),
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
            migrations.RunSQL(
                "ALTER TABLE shop_gift CONVERT TO CHARACTER SET utf8mb4", migrations.RunSQL.noop
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=30)),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField(
                "order", "code", models.CharField(max_length=9, null=True, db_collation="utf8mb4_bin")
            ),
        ]
        """,
        target="mysql 8.4",
    ),
]
