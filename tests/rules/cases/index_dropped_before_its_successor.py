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
]
