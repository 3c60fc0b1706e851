"""Constraints that nothing replaces."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "order_number_customer"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint(
                "order", models.UniqueConstraint(fields=["number", "customer"], name="order_number_customer")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table public.shop_order
                drop constraint if exists c''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterUniqueTogether("order", set()),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AlterUniqueTogether("order", {("customer", "number")}),
        ]
        """,
    ),
    # The new one guards something else.
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "order_number_customer"),  # finding
            migrations.AddConstraint("order", models.UniqueConstraint(fields=["note"], name="order_note")),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint(
                "order", models.UniqueConstraint(fields=["number", "customer"], name="order_number_customer")
            ),
        ]
        """,
    ),
    # Django keeps it as a unique index.
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "o_n"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint(
                "order",
                models.UniqueConstraint(fields=["number"], condition=models.Q(total__gt=0), name="o_n"),
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "customer", models.ForeignKey("shop.Customer", models.CASCADE, db_constraint=False)
            ),
        ]
        """,
    ),
]

GOOD = [
    # It guards nothing without the column.
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "order_number_customer"),
            migrations.RemoveField("order", "number"),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint(
                "order", models.UniqueConstraint(fields=["number", "customer"], name="order_number_customer")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "order_number_customer"),
            migrations.AddConstraint("order", models.UniqueConstraint(fields=["number"], name="order_number")),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint(
                "order", models.UniqueConstraint(fields=["number", "customer"], name="order_number_customer")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterUniqueTogether("order", {("customer", "number", "total")}),
        ]
        """,
        given="""
        operations = [
            migrations.AlterUniqueTogether("order", {("customer", "number")}),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Order"),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint(
                "order", models.UniqueConstraint(fields=["number", "customer"], name="order_number_customer")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "customer", models.ForeignKey("shop.Customer", models.PROTECT)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, null=True, unique=True)),
            migrations.AlterField("order", "code", models.CharField(max_length=9, null=True)),
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
