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
        target="mysql 8.4",
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
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ALTER total DROP NOT NULL",
                "ALTER TABLE shop_order ALTER total SET NOT NULL",
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
            migrations.AlterField("gift", "code", models.CharField(max_length=9, null=True)),
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
    # SQLite gets what an empty field holds.
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, blank=True, null=True)),
        ]
        """,
        given="""
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, blank=True)),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True)),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "product", models.ForeignKey("shop.Product", models.SET_NULL, null=True)),
        ]
        """,
    ),
]
