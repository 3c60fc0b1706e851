"""Indexes dropped the plain way."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                'drop index if exists public."order_created"', migrations.RunSQL.noop
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20)),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, db_index=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RemoveIndex("order", "order_created"),  # finding
                ],
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS order_created", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveIndex("order", "order_created"),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
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
            migrations.AddIndex("gift", models.Index(fields=["code"], name="gift_code")),
            migrations.RemoveIndex("gift", "gift_code"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RemoveIndex("order", "order_created"),
                ],
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
]
