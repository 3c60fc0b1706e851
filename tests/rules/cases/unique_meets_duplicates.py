"""Columns that become unique."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    # A partial one comes back with another condition.
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "one_number"),
            migrations.AddConstraint(  # finding
                "order",
                models.UniqueConstraint(
                    fields=["number"], condition=models.Q(status__in=["new", "paid"]), name="one_number"
                ),
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint(
                "order", models.UniqueConstraint(fields=["number"], condition=models.Q(status="new"), name="one_number")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddConstraint(  # finding
                "order", models.UniqueConstraint(fields=["customer", "number"], name="number_once")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterUniqueTogether("order", {("customer", "number")}),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddConstraint(  # finding
                "order", models.UniqueConstraint(functions.Lower("number"), name="number_once"),
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddConstraint(  # finding
                "order",
                models.UniqueConstraint(fields=["number"], condition=models.Q(status="new"), name="number_once"),
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "customer", models.OneToOneField("shop.Customer", models.CASCADE)
            ),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("CREATE UNIQUE INDEX CONCURRENTLY once ON shop_order (number)", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD UNIQUE (number)", ""),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE UNIQUE INDEX once ON shop_order (lower(number))", ""),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    # The new column is the same everywhere, so the old one decides.
    Case(
        """
        operations = [
            migrations.AddField("order", "channel", models.IntegerField(default=0)),
            migrations.AddConstraint(  # finding
                "order", models.UniqueConstraint(fields=["channel", "number"], name="once")
            ),
        ]
        """,
    ),
    # Fewer columns than before.
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "a"),
            migrations.AddConstraint("order", models.UniqueConstraint(fields=["number"], name="b")),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.UniqueConstraint(fields=["customer", "number"], name="a")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, unique=True)),  # finding
        ]
        """,
        target="mongodb 6.0",
    ),
]

GOOD = [
    # A partial one goes and comes back as it was.
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "one_number"),
            migrations.AddConstraint(
                "order",
                models.UniqueConstraint(fields=["number"], condition=models.Q(status="new"), name="one_new_number"),
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint(
                "order", models.UniqueConstraint(fields=["number"], condition=models.Q(status="new"), name="one_number")
            ),
        ]
        """,
    ),
    # The same promise in other words.
    Case(
        """
        operations = [
            migrations.AlterUniqueTogether("order", set()),
            migrations.AddConstraint("order", models.UniqueConstraint(fields=["number", "customer"], name="once")),
        ]
        """,
        given="""
        operations = [
            migrations.AlterUniqueTogether("order", {("customer", "number")}),
        ]
        """,
    ),
    # One column more than before.
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "a"),
            migrations.AddConstraint(
                "order", models.UniqueConstraint(fields=["customer", "number", "status"], name="b")
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.UniqueConstraint(fields=["customer", "number"], name="a")),
        ]
        """,
    ),
    # One of them is unique already.
    Case(
        """
        operations = [
            migrations.AddConstraint("product", models.UniqueConstraint(fields=["sku", "name"], name="once")),
        ]
        """,
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
            migrations.AddConstraint("gift", models.UniqueConstraint(fields=["code"], name="code_once")),
        ]
        """,
    ),
    # The values are this release's own.
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, null=True)),
            migrations.AlterField("order", "code", models.CharField(max_length=9, null=True, unique=True)),
        ]
        """,
    ),
    # NULL equals nothing.
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, null=True)),
            migrations.AddConstraint("order", models.UniqueConstraint(fields=["customer", "code"], name="once")),
        ]
        """,
    ),
    # The index is unique already.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CONSTRAINT once UNIQUE USING INDEX once", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddIndex("order", models.Index(fields=["number"], name="order_number")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "sku", models.CharField(max_length=40, unique=True)),
        ]
        """,
    ),
]
