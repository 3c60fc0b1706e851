"""Checks that make the server read every row."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.PositiveIntegerField(default=0)),  # finding
        ]
        """,
    ),
    # Also where all new values are NULL (measured).
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.PositiveSmallIntegerField(null=True)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TABLE shop_order ADD COLUMN a int DEFAULT 1 CHECK (a > 0)", migrations.RunSQL.noop
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD CHECK (total > 0)", migrations.RunSQL.noop),  # finding
        ]
        """,
    ),
]
GOOD = [
    Case(
        """
        operations = [
            migrations.CreateModel("Parcel", [("id", models.BigAutoField(primary_key=True))]),
            migrations.AddField("parcel", "weight", models.PositiveIntegerField(default=0)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "weight", models.PositiveIntegerField(default=0)),
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
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD CONSTRAINT a CHECK (total > 0) NOT VALID", migrations.RunSQL.noop
            ),
        ]
        """,
    ),
]
