"""Foreign keys whose rows are all looked up."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
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
]
GOOD = [
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
            migrations.AddField("order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, default=1)),
        ]
        """,
        target="sqlite 3.45",
    ),
]
