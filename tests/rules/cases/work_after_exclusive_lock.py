"""Long work while a table is locked."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=40)),
            migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ADD COLUMN gift boolean; CREATE INDEX t ON shop_tag (name)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveIndex("order", "order_created"),
            migrations.AddIndex("tag", models.Index(fields=["name"], name="tag_name")),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
]

GOOD = [
    # The renamed table is the one that is locked.
    Case(
        """
        operations = [
            migrations.RenameModel("Tag", "Label"),
            migrations.AddIndex("label", models.Index(fields=["name"], name="label_name")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddIndex("product", models.Index(fields=["name"], name="product_name")),
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
            migrations.AddIndex("product", models.Index(fields=["name"], name="product_name")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
            migrations.AddField("product", "gift", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.AddIndex("gift", models.Index(fields=["code"], name="gift_code")),
        ]
        """,
    ),
]
