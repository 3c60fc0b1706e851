"""Checks on tables that have rows."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.PositiveIntegerField(default=0)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.PositiveIntegerField(default=0)),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CONSTRAINT valid CHECK (total > 0)", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CONSTRAINT valid CHECK (total > 0)", ""),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER DOMAIN price ADD CONSTRAINT positive CHECK (VALUE > 0)", ""),  # finding
        ]
        """,
    ),
    # A value is taken away.
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "valid"),
            migrations.AddConstraint(  # finding
                "order", models.CheckConstraint(condition=models.Q(status__in=["new", "sent"]), name="valid")
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint(
                "order", models.CheckConstraint(condition=models.Q(status__in=["new", "paid"]), name="valid")
            ),
        ]
        """,
    ),
    # A part is added.
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "valid"),
            migrations.AddConstraint(  # finding
                "order", models.CheckConstraint(condition=models.Q(total__gt=0, status="new"), name="valid")
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(total__gt=0), name="valid")),
        ]
        """,
    ),
    # One column is new, the other is not.
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.IntegerField(default=0)),
            migrations.AddConstraint(  # finding
                "order", models.CheckConstraint(condition=models.Q(gift__lte=models.F("total")), name="valid")
            ),
        ]
        """,
    ),
]

GOOD = [
    # One value more than before.
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "valid"),
            migrations.AddConstraint(
                "order",
                models.CheckConstraint(condition=models.Q(status__in=["new", "paid", "sent"]), name="valid"),
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint(
                "order", models.CheckConstraint(condition=models.Q(status__in=["new", "paid"]), name="valid")
            ),
        ]
        """,
    ),
    # One part less than before.
    Case(
        """
        operations = [
            migrations.RemoveConstraint("order", "valid"),
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(total__gt=0), name="valid")),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint(
                "order", models.CheckConstraint(condition=models.Q(total__gt=0, status="new"), name="valid")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.IntegerField(default=0)),
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(gift__gte=0), name="valid")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.PositiveIntegerField(default=0)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CONSTRAINT valid CHECK (total > 0) NOT VALID", ""),
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
            migrations.AddConstraint("gift", models.CheckConstraint(condition=models.Q(code__gt=""), name="valid")),
        ]
        """,
    ),
    # UNSIGNED is a type, and no check.
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.PositiveIntegerField(default=0)),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CONSTRAINT valid CHECK (total > 0) NOT ENFORCED", ""),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(total__gt=0), name="valid")),
        ]
        """,
        target="mongodb 6.0",
    ),
]
