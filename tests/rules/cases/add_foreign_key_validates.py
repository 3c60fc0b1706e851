"""Foreign keys over columns that have values."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True)
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddField(
                "order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True, db_constraint=False)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table only public.shop_order
                add foreign key (product_id) references public.shop_product''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "product_id", models.BigIntegerField(null=True)),
        ]
        """,
    ),
    # The key points elsewhere.
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "customer", models.ForeignKey("shop.Tag", models.CASCADE)
            ),
        ]
        """,
    ),
    # Django makes the constraint anew.
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "customer", models.ForeignKey("shop.Customer", models.CASCADE, null=True)
            ),
        ]
        """,
    ),
    # Existing rows get a value, and each is looked up (measured).
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, default=1, db_index=False)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ADD COLUMN t bigint DEFAULT 1 REFERENCES shop_tag", migrations.RunSQL.noop
            ),
        ]
        """,
    ),
    # Django drops these keys and adds them again: traced on PostgreSQL 15 with Django 5.2.
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "customer", models.ForeignKey("shop.Customer", models.PROTECT, null=True)
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
        operations = [
            migrations.RenameField("order", "customer", "buyer"),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameModel("Customer", "Client"),  # finding
        ]
        """,
    ),
    # A key follows the type of what it points to.
    Case(
        """
        operations = [
            migrations.AlterField("customer", "id", models.IntegerField(primary_key=True)),  # finding
        ]
        """,
    ),
    # Tables between have keys as well, and their columns are named after the model.
    Case(
        """
        operations = [
            migrations.RenameModel("Tag", "Label"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD CONSTRAINT p FOREIGN KEY (product_id) REFERENCES shop_product "
                "(id) NOT VALID",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "product_id", models.BigIntegerField(null=True)),
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
            migrations.AlterField(
                "order", "customer", models.ForeignKey("shop.Customer", models.CASCADE, related_name="orders")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD CONSTRAINT p FOREIGN KEY (product_id) REFERENCES shop_product (id)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "product_id", models.BigIntegerField(null=True)),
        ]
        """,
        target="sqlite 3.45",
    ),
    # A new column is empty.
    Case(
        """
        operations = [
            migrations.AddField("order", "product_id", models.BigIntegerField(null=True)),
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD CONSTRAINT p FOREIGN KEY (product_id) REFERENCES shop_product (id)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    # A column of NULLs is not checked (measured).
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
            migrations.AddField(
                "order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, default=1, db_constraint=False)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.CreateModel("Parcel", [("id", models.BigAutoField(primary_key=True))]),
            migrations.AddField("parcel", "tag", models.ForeignKey("shop.Tag", models.CASCADE, default=1)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterModelTable("customer", "shop_customer"),
            migrations.RenameModel("Customer", "Client"),
        ]
        """,
    ),
    # RenameModel does not look at keys that have no name for the way back.
    Case(
        """
        operations = [
            migrations.RenameModel("Product", "Article"),
        ]
        """,
        given="""
        operations = [
            migrations.AddField(
                "order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True, related_name="+")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, default=1)),
        ]
        """,
        target="sqlite 3.45",
    ),
]
