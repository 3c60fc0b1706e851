"""Several changes without a transaction."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            # finding: class
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD a int; ALTER TABLE shop_tag ADD a int",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            # finding: class
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.AddField("order", "a", models.BooleanField(null=True)),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            # finding: class
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.AddField("order", "b", models.BooleanField(null=True)),
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        operations = [
            # finding: class
            migrations.RenameField("order", "note", "remark"),
            migrations.AddField("order", "a", models.BooleanField(null=True)),
        ]
        """,
        target="mariadb 10.11",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.AddField("order", "b", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD a int, ADD b int", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.RunSQL("UPDATE shop_order SET a = 1 WHERE total > 9", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("LOCK TABLES shop_order WRITE", migrations.RunSQL.noop),
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.RunSQL("UNLOCK TABLES", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    # Nothing of it was there before.
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
            migrations.AddField("gift", "a", models.BooleanField(null=True)),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.AddField("order", "b", models.BooleanField(null=True)),
                ],
            ),
        ]
        """,
        target="mysql 8.4",
    ),
]
