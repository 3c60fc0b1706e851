"""Columns whose values are computed for each row."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "ratio", models.FloatField(db_default=functions.Random())),  # finding
        ]
        """,
    ),
    # What it is made of counts.
    Case(
        """
        operations = [
            migrations.AddField(  # finding
                "order", "ratio", models.FloatField(db_default=functions.Round(functions.Random()))
            ),
        ]
        """,
    ),
]
GOOD = [
    # Depends on nothing but its arguments: computed once (measured on PostgreSQL 15).
    Case(
        """
        operations = [
            migrations.AddField("order", "ratio", models.FloatField(db_default=functions.Pi())),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField(
                "order", "code", models.CharField(max_length=9, db_default=functions.Left(models.Value("abc"), 2))
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "ratio", models.FloatField(db_default=functions.Random())),
        ]
        """,
        target="mysql 8.4",
    ),
]
