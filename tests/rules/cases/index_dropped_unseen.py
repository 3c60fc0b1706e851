"""Indexes that go without having been hidden."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DROP INDEX order_created", ""),  # finding
        ]
        """,
        target="mariadb 10.11",
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP INDEX i ON legacy", ""),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20)),  # finding
        ]
        """,
        target="mysql 8.4",
        given="""
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, db_index=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveIndex("order", "order_created"),  # finding
        ]
        """,
        target="mongodb 6.0",
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
        ]
        """,
        target="postgresql 16",
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    # Another index does the same.
    Case(
        """
        operations = [
            migrations.RemoveIndex("order", "order_created"),
        ]
        """,
        target="mysql 8.4",
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
            migrations.AddIndex("order", models.Index(fields=["created", "number"], name="order_created_number")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created", "number"], name="order_created_number")),
            migrations.RemoveIndex("order", "order_created"),
        ]
        """,
        target="mysql 8.4",
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
            migrations.RemoveField("order", "created"),
        ]
        """,
        target="mysql 8.4",
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    # MySQL keeps the index of a foreign key.
    Case(
        """
        operations = [
            migrations.AlterField("order", "customer", models.ForeignKey("shop.Customer", models.CASCADE, db_index=False)),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "u"),
        ]
        """,
        target="mysql 8.4",
        given="""
        operations = [
            migrations.AddConstraint("order", models.UniqueConstraint(fields=["number"], name="u")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DROP INDEX order_created", ""),
        ]
        """,
        target="mysql 8.4",
        given="""
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER INDEX order_created INVISIBLE", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DROP INDEX order_created", ""),
        ]
        """,
        target="mariadb 10.11",
        given="""
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER INDEX order_created IGNORED", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Order"),
        ]
        """,
        target="mysql 8.4",
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
    # The same name, and more columns.
    Case(
        """
        operations = [
            migrations.RemoveIndex("order", "order_created"),
            migrations.AddIndex("order", models.Index(fields=["created", "number"], name="order_created")),
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
