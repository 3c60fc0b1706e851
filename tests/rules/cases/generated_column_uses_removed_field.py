"""Columns that others are computed from."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RemoveField("product", "stock"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "gross", models.GeneratedField(
                expression=models.Case(models.When(models.Q(stock__gt=0), then=models.F("price")), default=0),
                output_field=models.DecimalField(max_digits=9, decimal_places=2), db_persist=True,
            )),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_product DROP COLUMN price CASCADE", ""),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "gross", models.GeneratedField(
                expression=models.Case(models.When(models.Q(stock__gt=0), then=models.F("price")), default=0),
                output_field=models.DecimalField(max_digits=9, decimal_places=2), db_persist=True,
            )),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("product", "price"),  # finding
            migrations.RemoveField("product", "gross"),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "gross", models.GeneratedField(
                expression=models.Case(models.When(models.Q(stock__gt=0), then=models.F("price")), default=0),
                output_field=models.DecimalField(max_digits=9, decimal_places=2), db_persist=True,
            )),
        ]
        """,
        target="mysql 8.4",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RemoveField("product", "name"),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "gross", models.GeneratedField(
                expression=models.Case(models.When(models.Q(stock__gt=0), then=models.F("price")), default=0),
                output_field=models.DecimalField(max_digits=9, decimal_places=2), db_persist=True,
            )),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField(
                "product",
                "gross",
                models.GeneratedField(
                    expression=models.F("stock") * 2,
                    output_field=models.DecimalField(max_digits=9, decimal_places=2),
                    db_persist=True,
                ),
            ),
            migrations.RemoveField("product", "price"),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "gross", models.GeneratedField(
                expression=models.Case(models.When(models.Q(stock__gt=0), then=models.F("price")), default=0),
                output_field=models.DecimalField(max_digits=9, decimal_places=2), db_persist=True,
            )),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DROP COLUMN price", ""),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "gross", models.GeneratedField(
                expression=models.Case(models.When(models.Q(stock__gt=0), then=models.F("price")), default=0),
                output_field=models.DecimalField(max_digits=9, decimal_places=2), db_persist=True,
            )),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("product", "price"),
        ]
        """,
    ),
]
