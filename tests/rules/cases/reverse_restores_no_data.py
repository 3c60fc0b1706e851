"""Reverses that bring something back empty, or not at all."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RemoveField("order", "note"),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Tag"),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("product", "tags"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "number"),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order DROP COLUMN note", "ALTER TABLE shop_order ADD note text"
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "status"),  # finding
        ]
        """,
        target="sqlite 3.45",
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
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.DeleteModel("Gift"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
            migrations.RemoveField("order", "gift"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("product", "gross"),
        ]
        """,
        given="""
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
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DROP COLUMN note", "SELECT 1"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Vip"),
        ]
        """,
        given="""
        operations = [
            migrations.CreateModel("Vip", [], bases=("shop.customer",), options={"proxy": True}),
        ]
        """,
    ),
]
