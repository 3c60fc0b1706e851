"""Tables that Django makes anew."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    # It has no column, and yet Django's add_field takes it for one that may not be NULL.
    Case(
        """
        operations = [
            migrations.CreateModel(
                "Label",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("order", models.ForeignKey("shop.Order", models.CASCADE)),
                    ("tag", models.ForeignKey("shop.Tag", models.CASCADE)),
                ],
            ),
            migrations.AddField(  # finding
                "order", "tags", models.ManyToManyField("shop.Tag", through="shop.Label")
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "number", models.CharField(max_length=30, unique=True, null=True)
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AddConstraint(  # finding
                "order", models.CheckConstraint(condition=models.Q(total__gte=0), name="total_positive")
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "note"),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(default=False)),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    # The type is called the same; Django copies the table all the same.
    Case(
        """
        operations = [
            migrations.AlterField("order", "total", models.DecimalField(max_digits=9, decimal_places=2)),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.IntegerField(default=1)),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(null=True, help_text="Ours.")),
        ]
        """,
        target="sqlite 3.45",
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
            migrations.AlterField("gift", "code", models.TextField()),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.RenameField("order", "note", "remark"),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField()),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.RenameModel("Tag", "Label"),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.AlterField("product", "stock", models.IntegerField(default=1)),
                ],
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "tags", models.ManyToManyField("shop.Tag", blank=True)),
        ]
        """,
        target="sqlite 3.45",
        given="""
        operations = [
            migrations.AddField("order", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
]
