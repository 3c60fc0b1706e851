"""Migrations whose reverse is stricter."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, null=True)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "once"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.UniqueConstraint(fields=["customer", "number"], name="once")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "valid"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(total__gt=0), name="valid")),
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
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=40)),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    # The way back rounds.
    Case(
        """
        operations = [
            migrations.AlterField("order", "total", models.DecimalField(max_digits=8, decimal_places=4)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP INDEX once", "CREATE UNIQUE INDEX once ON shop_order (number)"),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order DROP CONSTRAINT valid",
                "ALTER TABLE shop_order ADD CONSTRAINT valid CHECK (total > 0)",
            ),
        ]
        """,
    ),
]

GOOD = [
    # The default fills the NULLs on the way back.
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.IntegerField(default=0, null=True)),
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
            migrations.AlterField("gift", "code", models.CharField(max_length=40, null=True)),
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
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order DROP CONSTRAINT valid",
                "ALTER TABLE shop_order ADD CONSTRAINT valid CHECK (total > 0) NOT VALID",
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=40)),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, verbose_name="No.")),
        ]
        """,
    ),
]
