"""Columns that may become NULL."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER total DROP NOT NULL", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order MODIFY total decimal(8,2) NULL", ""),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField(  # finding
                "order", "customer", models.ForeignKey("shop.Customer", models.SET_NULL, null=True)
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.CharField(max_length=9, null=True)),
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
            migrations.AlterField("gift", "size", models.IntegerField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "size", models.IntegerField(default=0)),
            migrations.AlterField("order", "size", models.IntegerField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order MODIFY note longtext", ""),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, null=True)),
        ]
        """,
        target="mongodb 6.0",
    ),
]
