"""Indexes replaced in the wrong order."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        atomic = False
        operations = [
            RemoveIndexConcurrently("order", "order_created"),  # finding
            AddIndexConcurrently("order", models.Index(fields=["created", "id"], name="a")),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveIndex("order", "order_created"),  # finding
            migrations.AddIndex("order", models.Index(fields=["-created"], name="a")),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
        target="mysql 8.4",
    ),
    # SQL names the index only: the models know what it holds.
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("DROP INDEX CONCURRENTLY order_created", ""),  # finding
            migrations.RunSQL("CREATE INDEX CONCURRENTLY order_latest ON shop_order (created, number)", ""),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "DROP INDEX order_created ON shop_order; CREATE INDEX order_latest ON shop_order (created, number)", ""
            ),
        ]
        """,
        target="mysql 8.4",
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
        operations = [
            migrations.RemoveIndex("order", "order_created"),
            migrations.AddIndex("order", models.Index(fields=["status"], name="a")),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameIndex("order", new_name="a", old_name="order_created"),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveIndex("order", "order_created"),
            migrations.AddIndex("customer", models.Index(fields=["joined"], name="a")),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
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
            migrations.AddIndex("order", models.Index(fields=["created"], name="a")),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "customer", models.OneToOneField("shop.Customer", models.CASCADE)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP INDEX order_created; CREATE INDEX order_number ON shop_order (number)", ""),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP INDEX legacy_created; CREATE INDEX order_latest ON shop_order (created)", ""),
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
]
