"""Columns whose old rows get what MySQL makes up."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.IntegerField()),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9)),  # finding
        ]
        """,
        target="mariadb 10.11",
    ),
    # MariaDB takes a zero date.
    Case(
        """
        operations = [
            migrations.AddField("order", "day", models.DateField()),  # finding
        ]
        """,
        target="mariadb 10.11",
    ),
]
GOOD = [
    # MySQL refuses it: not-null-without-default.
    Case(
        """
        operations = [
            migrations.AddField("order", "day", models.DateField()),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "p", models.ForeignKey("shop.Product", models.CASCADE)),
        ]
        """,
        target="mariadb 10.11",
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.IntegerField(default=0)),
        ]
        """,
        target="mysql 8.4",
    ),
    # Django itself writes an empty text.
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.CharField(max_length=9, blank=True)),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.CreateModel("Parcel", [("id", models.BigAutoField(primary_key=True))]),
            migrations.AddField("parcel", "weight", models.IntegerField()),
        ]
        """,
        target="mysql 8.4",
    ),
    # PostgreSQL refuses it.
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.IntegerField()),
        ]
        """,
    ),
]
