"""Migrations whose reverse drops a table."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddField("product", "tags", models.ManyToManyField("shop.Tag")),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TABLE log (id int)", "DROP TABLE log"),  # finding
        ]
        """,
    ),
    # Once for the model, not for the table between.
    Case(
        """
        operations = [
            migrations.CreateModel(  # finding
                "Gift", [("id", models.BigAutoField(primary_key=True)), ("tags", models.ManyToManyField("shop.Tag"))],
            ),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RenameModel("Order", "Purchase"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.CreateModel(
                "Gift", [("id", models.BigAutoField(primary_key=True))], options={"managed": False}
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.CreateModel("Gift", [("id", models.BigAutoField(primary_key=True))]),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DROP TABLE log", "CREATE TABLE log (id int)"),
        ]
        """,
    ),
    Case(
        """
        initial = True
        operations = [
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
        ]
        """,
    ),
]
