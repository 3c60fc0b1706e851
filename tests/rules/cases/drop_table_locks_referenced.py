"""Tables whose foreign keys go with them."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.DeleteModel("Order"),  # finding
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Gift"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.CreateModel(
                "Gift",
                [
                    ("order", models.OneToOneField("shop.Order", models.CASCADE, primary_key=True)),
                ],
                options={"db_table": "presents"},
            ),
        ]
        """,
    ),
    # The relation table points to both sides.
    Case(
        """
        operations = [
            migrations.RemoveField("order", "tags"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
    # SQL names no foreign keys: the models do.
    Case(
        """
        operations = [
            migrations.RunSQL("DROP TABLE shop_order", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("drop table shop_order_tags", ""),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("order", models.ForeignKey("shop.Order", models.CASCADE)),
                ],
            ),
            migrations.DeleteModel("Gift"),
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
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Product"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Gift"),
        ]
        """,
        given="""
        operations = [
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("tag", models.ForeignKey("shop.Tag", models.CASCADE, db_constraint=False)),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "tags"),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "tags", models.ManyToManyField("shop.Tag", db_constraint=False)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "tags", models.ManyToManyField("shop.Tag")),
            migrations.RemoveField("order", "tags"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP TABLE legacy", ""),
        ]
        """,
    ),
]
