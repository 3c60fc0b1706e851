"""Types that do not take every value."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.JSONField(null=True)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=5)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ALTER number TYPE integer USING number::integer", ""
            ),
        ]
        """,
    ),
    # PostgreSQL refuses it even without rows.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER number TYPE integer", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.PositiveIntegerField(default=0)),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=5)),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.SmallIntegerField(default=0)),  # finding
        ]
        """,
    ),
    # A table that no model describes: it cannot be told.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE legacy ALTER number TYPE varchar(5)", ""),  # finding
        ]
        """,
    ),
    # There is no such cast: it fails even without rows.
    Case(
        """
        operations = [
            migrations.AlterField("tag", "id", models.UUIDField(primary_key=True)),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=50)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER number TYPE varchar(40)", ""),
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
            migrations.AlterField("gift", "code", models.CharField(max_length=3, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, null=True)),
            migrations.AlterField("order", "code", models.IntegerField(null=True)),
        ]
        """,
    ),
    # SQLite keeps what is there.
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=5)),
        ]
        """,
        target="sqlite 3.45",
    ),
    # CHANGE states the whole column: only the name differs.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order CHANGE number n varchar(20) NOT NULL", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
]
