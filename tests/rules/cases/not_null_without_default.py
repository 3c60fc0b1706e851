"""New columns that existing rows have no value for."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD code int NOT NULL", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD code int NOT NULL", ""),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "product", models.ForeignKey("shop.Product", models.CASCADE)),  # finding
        ]
        """,
    ),
    # A zero date is refused.
    Case(
        """
        operations = [
            migrations.AddField("order", "due", models.DateField()),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    # 0 is no product.
    Case(
        """
        operations = [
            migrations.AddField("order", "product", models.ForeignKey("shop.Product", models.CASCADE)),  # finding
        ]
        """,
        target="mariadb 10.11",
    ),
    # A default that is no value.
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order", "code", models.IntegerField(default=None), preserve_default=False
            ),
        ]
        """,
    ),
    # DEFAULT NULL is no default.
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.IntegerField(db_default=None)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.IntegerField(db_default=None)),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    # The default in Python is not used beside a db_default.
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order", "weight", models.IntegerField(default=1, db_default=models.Value(None))
            ),
        ]
        """,
        target="mysql 8.4",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.IntegerField(default=0), preserve_default=False),
        ]
        """,
    ),
    # Django fills in what an empty field holds.
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, blank=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "paid", models.DateTimeField(auto_now_add=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD code int NOT NULL DEFAULT 0", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD code bigserial NOT NULL", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(
                "product",
                "gross",
                models.GeneratedField(
                    expression=models.F("price") * 2, output_field=models.FloatField(), db_persist=True
                ),
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
            migrations.AddField("gift", "size", models.IntegerField()),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("product", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
    # MySQL fills in 0 without a word, which another rule says.
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.IntegerField()),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "due", models.DateField()),
        ]
        """,
        target="mariadb 10.11",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.IntegerField()),
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.IntegerField(db_default=None, null=True)),
        ]
        """,
    ),
    # MariaDB makes a value up: implicit-zero-fill.
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.IntegerField()),
        ]
        """,
        target="mariadb 10.11",
    ),
]
