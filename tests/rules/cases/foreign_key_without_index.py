"""Foreign keys without an index."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.CreateModel(  # finding
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("order", models.ForeignKey("shop.Order", models.CASCADE, db_index=False)),
                ],
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.CreateModel(  # finding
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("order", models.ForeignKey("shop.Order", models.CASCADE, db_index=False)),
                    ("code", models.TextField()),
                ],
                options={"unique_together": {("code", "order")}},
            ),
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
                    ("order", models.ForeignKey("shop.Order", models.CASCADE, db_index=False)),
                    ("code", models.TextField()),
                ],
                options={"unique_together": {("order", "code")}},
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "tag", models.OneToOneField("shop.Tag", models.CASCADE, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(
                "order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, null=True, db_index=False)
            ),
            migrations.AddIndex("order", models.Index(fields=["tag"], name="order_tag")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(
                "order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, null=True, db_index=False)
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "tags", models.ManyToManyField("shop.Tag")),
        ]
        """,
    ),
]
