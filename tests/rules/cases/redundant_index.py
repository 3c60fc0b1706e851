"""Indexes that repeat others."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddIndex("order", models.Index(fields=["customer"], name="order_customer")),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddIndex("order", models.Index(fields=["id"], name="order_id")),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddIndex("order", models.Index(fields=["customer"], name="a")),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddIndex("order", models.Index(fields=["number"], name="a")),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AlterUniqueTogether("order", {("number", "customer")}),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddIndex("order", models.Index(fields=["number"], name="a")),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, db_index=True)),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, db_index=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddIndex("order", models.Index(fields=["customer", "number"], name="a")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddIndex(
                "product", models.Index(fields=["sku"], opclasses=["varchar_pattern_ops"], name="a")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddIndex(
                "product", models.Index(fields=["sku"], condition=models.Q(stock=0), name="a")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddIndex("order", models.Index(fields=["number", "-created"], name="a")),
        ]
        """,
        given="""
        operations = [
            migrations.AlterUniqueTogether("order", {("number", "created", "total")}),
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
    Case(
        """
        operations = [
            migrations.AddIndex("product", models.Index(functions.Lower("sku"), name="a")),
        ]
        """,
    ),
]
