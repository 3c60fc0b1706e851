"""Names that need quotes."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "rank", models.IntegerField(null=True)),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                'create table "window" (id bigint primary key)',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order", "buyer", models.IntegerField(null=True, db_column="order")
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameField("order", "note", "desc"),  # finding
        ]
        """,
    ),
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
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "rank", models.IntegerField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(
                "order", "user", models.ForeignKey("shop.Customer", models.CASCADE, null=True)
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(null=True, verbose_name="order")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL('ALTER TABLE shop_order DROP COLUMN "order"', migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "user", models.CharField(max_length=20, null=True)),
        ]
        """,
        target="mongodb 6.0",
    ),
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
]
