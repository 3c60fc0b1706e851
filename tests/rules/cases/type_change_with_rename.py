"""A new name and a new type at once."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.TextField(db_column="no")),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "total", models.FloatField()),  # finding
            migrations.RenameField("order", "total", "amount"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order CHANGE number no varchar(40) NOT NULL", ""),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order RENAME TO purchase", ""),
            migrations.RunSQL("ALTER TABLE purchase ALTER total TYPE numeric(10, 2)", ""),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RenameField("order", "note", "remark"),
            migrations.AlterField("order", "number", models.TextField()),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameModel("Order", "Purchase"),
            migrations.AlterField("customer", "name", models.TextField()),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameModel("Order", "Purchase"),
            migrations.AlterField("purchase", "note", models.TextField(null=True, help_text="For the driver.")),
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
            migrations.RenameModel("Gift", "Present"),
            migrations.AlterField("present", "code", models.TextField(null=True)),
        ]
        """,
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
