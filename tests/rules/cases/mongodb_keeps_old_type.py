"""Types that only the models change."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "created", models.CharField(max_length=30, null=True)),  # finding
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.AlterField("order", "total", models.FloatField()),  # finding
                ],
            ),
        ]
        """,
        target="mongodb 6.0",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=90)),
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField()),
        ]
        """,
        target="mongodb 6.0",
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
            migrations.AlterField("gift", "code", models.IntegerField(null=True)),
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "total", models.FloatField()),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "customer", models.OneToOneField("shop.Customer", models.CASCADE)),
        ]
        """,
        target="mongodb 6.0",
    ),
]
