"""Composite keys that only the models know."""

from __future__ import annotations

from tests.rules.harness import Case

LINE = """
operations = [
    migrations.CreateModel("Line", [
        ("pk", models.CompositePrimaryKey("order", "position")),
        ("order", models.ForeignKey("shop.Order", models.CASCADE)),
        ("position", models.IntegerField()),
    ]),
]
"""
BAD = [
    *(
        Case(
            """
            operations = [
                migrations.RemoveField("order", "id"),
                migrations.AddField("order", "pk", models.CompositePrimaryKey("customer", "number")),  # finding
            ]
            """,
            target=target,
        )
        for target in ("postgresql 16", "mysql 8.4", "sqlite 3.45")
    ),
    Case(
        """
        operations = [
            migrations.AlterField("line", "pk", models.CompositePrimaryKey("position", "order")),  # finding
        ]
        """,
        given=LINE,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("line", "pk"),  # finding
        ]
        """,
        given=LINE,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "id", models.CompositePrimaryKey("customer", "number")),  # finding
        ]
        """,
    ),
    # In the same release, but in an operation of its own: the table is made without it.
    Case(
        """
        operations = [
            migrations.CreateModel(
                "Line", [("id", models.BigAutoField(primary_key=True)), ("a", models.IntegerField())]
            ),
            migrations.AddField("line", "pk", models.CompositePrimaryKey("id", "a")),  # finding
        ]
        """,
    ),
]
GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order DROP CONSTRAINT shop_order_pkey, ADD PRIMARY KEY (customer_id, number)",
                "ALTER TABLE shop_order DROP CONSTRAINT shop_order_pkey, ADD PRIMARY KEY (id)",
                state_operations=[
                    migrations.AddField("order", "pk", models.CompositePrimaryKey("customer", "number")),
                ],
            ),
        ]
        """
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[migrations.AddField("order", "pk", models.CompositePrimaryKey("customer", "number"))],
            ),
        ]
        """
    ),
    # Only how it is shown changes.
    Case(
        """
        operations = [
            migrations.AlterField("line", "pk", models.CompositePrimaryKey("order", "position", verbose_name="key")),
            migrations.AlterField("line", "position", models.BigIntegerField()),
            migrations.DeleteModel("Line"),
        ]
        """,
        given=LINE,
    ),
]
