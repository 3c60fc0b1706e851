"""A table gone over again and again."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            # finding: class
            migrations.RemoveField("product", "stock"),
            migrations.RemoveField("product", "name"),
            migrations.RemoveField("product", "price"),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            # finding: class
            migrations.RunSQL("ALTER TABLE shop_product MODIFY stock bigint", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_product MODIFY price double", migrations.RunSQL.noop),
            migrations.RunSQL("ALTER TABLE shop_product MODIFY name longtext", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
]

GOOD = [
    # One statement, one copy.
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_product MODIFY stock bigint, MODIFY price double, MODIFY name longtext",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    # Django makes the table anew once.
    Case(
        """
        operations = [
            migrations.AlterField(
                "product", "name", models.CharField(max_length=50, unique=True, null=True, db_index=True)
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AddField("product", "a", models.BooleanField(null=True)),
            migrations.AddField("product", "b", models.BooleanField(null=True)),
            migrations.AddField("product", "c", models.BooleanField(null=True)),
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
            migrations.AlterField("gift", "code", models.TextField()),
            migrations.AlterField("gift", "code", models.IntegerField()),
            migrations.AlterField("gift", "code", models.FloatField()),
        ]
        """,
        target="mysql 8.4",
    ),
]
