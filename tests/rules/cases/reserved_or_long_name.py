"""Names that have to be quoted."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "order", models.IntegerField(null=True)),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL('ALTER TABLE shop_order ADD COLUMN "group" int', migrations.RunSQL.noop),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "rank", models.IntegerField(null=True)),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
]
GOOD = [
    # SQLite takes most keywords as names.
    Case(
        """
        operations = [
            migrations.AddField("order", "user", models.IntegerField(null=True)),
        ]
        """,
        target="sqlite 3.45",
    ),
    # The column is called user_id.
    Case(
        """
        operations = [
            migrations.AddField("order", "user", models.ForeignKey("shop.Customer", models.CASCADE, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "rank", models.IntegerField(null=True)),
        ]
        """,
    ),
]
