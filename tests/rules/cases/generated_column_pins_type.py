"""Columns that others are computed from keep their type."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_product ALTER price TYPE numeric(9, 2)", ""),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "gross", models.GeneratedField(
                expression=models.F("price") * 2, output_field=models.DecimalField(max_digits=9, decimal_places=2),
                db_persist=True,
            )),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "price", models.DecimalField(max_digits=9, decimal_places=2)),  # finding
            migrations.RemoveField("product", "gross"),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "gross", models.GeneratedField(
                expression=models.F("price") * 2, output_field=models.DecimalField(max_digits=9, decimal_places=2),
                db_persist=True,
            )),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RemoveField("product", "gross"),
            migrations.AlterField("product", "price", models.DecimalField(max_digits=9, decimal_places=2)),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "gross", models.GeneratedField(
                expression=models.F("price") * 2, output_field=models.DecimalField(max_digits=9, decimal_places=2),
                db_persist=True,
            )),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "price", models.DecimalField(max_digits=8, decimal_places=2, null=True)),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "gross", models.GeneratedField(
                expression=models.F("price") * 2, output_field=models.DecimalField(max_digits=9, decimal_places=2),
                db_persist=True,
            )),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "gross", models.GeneratedField(
                expression=models.F("price") * 2, output_field=models.DecimalField(max_digits=9, decimal_places=2),
                db_persist=True,
            )),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "price", models.DecimalField(max_digits=9, decimal_places=2)),
        ]
        """,
        target="sqlite 3.45",
        given="""
        operations = [
            migrations.AddField("product", "gross", models.GeneratedField(
                expression=models.F("price") * 2, output_field=models.DecimalField(max_digits=9, decimal_places=2),
                db_persist=True,
            )),
        ]
        """,
    ),
]
