"""Defaults that change."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER channel SET DEFAULT 'shop'", ""),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "channel", models.CharField(max_length=9, db_default="shop")),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
        ]
        """,
        target="mysql 8.4",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "status", models.CharField(max_length=10, default="open")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER number SET DEFAULT ''", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
            migrations.AlterField("order", "channel", models.CharField(max_length=9, db_default="shop")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "channel", models.CharField(max_length=9)),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
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
            migrations.AlterField("gift", "code", models.CharField(max_length=9, null=True, db_default="")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "channel", models.CharField(max_length=9, db_default="shop")),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
        ]
        """,
        target="sqlite 3.45",
    ),
]
