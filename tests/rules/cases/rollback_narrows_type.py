"""Types that were wider meanwhile."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=40)),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    # The way back rounds.
    Case(
        """
        operations = [
            migrations.AlterField("order", "total", models.DecimalField(max_digits=8, decimal_places=4)),  # finding
        ]
        """,
    ),
    # The way back cuts.
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.TextField()),  # finding
        ]
        """,
    ),
    # What it was before the way back is not said.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ALTER number TYPE text",
                "ALTER TABLE shop_order ALTER number TYPE varchar(20)",
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
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.AlterField("gift", "code", models.CharField(max_length=40, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, null=True)),
            migrations.AlterField("order", "code", models.CharField(max_length=19, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=40)),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=20, verbose_name="No.")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(null=True, help_text="For the driver.")),
        ]
        """,
    ),
]
