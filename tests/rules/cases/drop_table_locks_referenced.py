"""Tables whose foreign keys go with them."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.DeleteModel("Order"),  # finding
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Gift"),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.CreateModel(
                "Gift",
                [
                    ("order", models.OneToOneField("shop.Order", models.CASCADE, primary_key=True)),
                ],
                options={"db_table": "presents"},
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
                    ("order", models.ForeignKey("shop.Order", models.CASCADE)),
                ],
            ),
            migrations.DeleteModel("Gift"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Order"),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Product"),
        ]
        """,
    ),
]
