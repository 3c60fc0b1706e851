"""Columns that only the models forget."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RemoveField("order", "total"),  # finding
                    migrations.RemoveField("order", "note"),
                ],
            ),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RemoveField("order", "customer"),  # finding
                ],
            ),
        ]
        """,
        target="sqlite 3.45",
    ),
    # The column gets another name and stays as it is.
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunSQL("ALTER TABLE shop_order RENAME total TO old_total", ""),
                ],
                state_operations=[
                    migrations.RemoveField("order", "total"),  # finding
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunSQL("ALTER TABLE shop_order ALTER total SET NOT NULL", ""),
                ],
                state_operations=[
                    migrations.RemoveField("order", "total"),  # finding
                ],
            ),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RemoveField("order", "note"),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunSQL("ALTER TABLE shop_order DROP COLUMN total", ""),
                ],
                state_operations=[
                    migrations.RemoveField("order", "total"),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RemoveField("order", "total"),
                ],
            ),
            migrations.RunSQL("ALTER TABLE shop_order ALTER total DROP NOT NULL", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunSQL("ALTER TABLE shop_order ALTER total SET DEFAULT 0", ""),
                ],
                state_operations=[
                    migrations.RemoveField("order", "total"),
                ],
            ),
        ]
        """,
    ),
    # Another field takes the column over.
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RemoveField("order", "total"),
                    migrations.AddField(
                        "order", "sum", models.DecimalField(max_digits=8, decimal_places=2, db_column="total")
                    ),
                ],
            ),
        ]
        """,
    ),
    # The whole table is forgotten, or moves to another app.
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RemoveField("order", "customer"),
                    migrations.DeleteModel("Order"),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RemoveField("product", "tags"),
                    migrations.RemoveField("product", "channel"),
                    migrations.RemoveField("product", "gross"),
                ],
            ),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("product", "tags", models.ManyToManyField("shop.Tag")),
            migrations.AddField("product", "channel", models.CharField(max_length=9, db_default="web")),
            migrations.AddField(
                "product",
                "gross",
                models.GeneratedField(
                    expression=models.F("price") * 2, output_field=models.FloatField(), db_persist=True
                ),
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "total"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RemoveField("order", "total"),
                ],
            ),
        ]
        """,
        target="mongodb 6.0",
    ),
]
