"""Columns that must not be NULL any more."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER note SET NOT NULL", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order MODIFY note longtext NOT NULL", ""),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    # The default comes with the same release: the old code has none.
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(db_default="")),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "channel", models.CharField(max_length=9)),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, null=True, db_default="web")),
        ]
        """,
    ),
    # New in this release: another rule looks at what is left behind.
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.IntegerField(null=True)),
            migrations.AlterField("order", "code", models.IntegerField(default=0)),
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
            migrations.AlterField("gift", "code", models.CharField(max_length=9, default="")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order MODIFY total decimal(10,2) NOT NULL", ""),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(default="")),
        ]
        """,
        target="mongodb 6.0",
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
