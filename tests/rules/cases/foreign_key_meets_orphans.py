"""Foreign keys over values that are there."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order", "product", models.ForeignKey("shop.Product", models.CASCADE, default=1)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True, default=1)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_product ADD FOREIGN KEY (first_order) REFERENCES shop_order (id)", ""
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "first_order", models.BigIntegerField(null=True)),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ADD FOREIGN KEY (total) REFERENCES shop_tag (id)", ""
            ),
        ]
        """,
    ),
    # The values are kept, and mean something else.
    Case(
        """
        operations = [
            migrations.AlterField("order", "customer", models.ForeignKey("shop.Tag", models.CASCADE)),  # finding
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
    Case(
        """
        operations = [
            migrations.AlterField(
                "order", "customer", models.ForeignKey("shop.Customer", models.SET_NULL, null=True)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_product ADD FOREIGN KEY (first_order) REFERENCES shop_order (id) NOT VALID", ""
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "first_order", models.BigIntegerField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(
                "order",
                "product",
                models.ForeignKey("shop.Product", models.CASCADE, default=1, db_constraint=False),
            ),
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
            migrations.AddField("gift", "order", models.ForeignKey("shop.Order", models.CASCADE)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "product", models.BigIntegerField(null=True, db_column="product_id")),
            migrations.AlterField("order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True)),
        ]
        """,
    ),
    # Keys follow their table.
    Case(
        """
        operations = [
            migrations.AlterField("tag", "id", models.AutoField(primary_key=True)),
            migrations.RenameModel("Customer", "Client"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "customer", models.ForeignKey("shop.Tag", models.CASCADE)),
        ]
        """,
        target="mongodb 6.0",
    ),
]
