"""Migrations whose reverse drops a constraint."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddConstraint(  # finding
                "order", models.CheckConstraint(condition=models.Q(total__gt=0), name="valid")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, unique=True)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddConstraint(  # finding
                "order", models.UniqueConstraint(functions.Lower("number"), name="once")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ADD CHECK (total > 0)", "ALTER TABLE shop_order DROP CONSTRAINT valid"
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "buyer", models.ForeignKey("shop.Customer", models.CASCADE, null=True)
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddField(
                "order", "buyer", models.ForeignKey("shop.Customer", models.CASCADE, null=True, db_constraint=False)
            ),
        ]
        """,
    ),
]

GOOD = [
    # It points elsewhere, and points back on the way back.
    Case(
        """
        operations = [
            migrations.AlterField("order", "customer", models.ForeignKey("shop.Tag", models.CASCADE)),
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
            migrations.AlterField("gift", "code", models.CharField(max_length=9, null=True, unique=True)),
        ]
        """,
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
    Case(
        """
        operations = [
            migrations.AddField("order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "valid"),
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
            migrations.AddConstraint(
                "order", models.UniqueConstraint(fields=["number"], condition=models.Q(total__gt=0), name="once")
            ),
        ]
        """,
        target="mysql 8.4",
    ),
]
