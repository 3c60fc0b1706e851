"""Checks over rows that are there."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.PositiveIntegerField(default=0)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table public.shop_order
                add check (total >= 0)''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.AddConstraint(  # finding
                        "order", models.CheckConstraint(condition=models.Q(total__gte=0), name="total_positive")
                    ),
                ],
            ),
        ]
        """,
    ),
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
            migrations.RunSQL(
                "ALTER TABLE shop_order ADD CONSTRAINT c CHECK (total >= 0) NOT VALID",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE x (id bigint PRIMARY KEY, a int); ALTER TABLE x ADD CHECK (a > 0)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddConstraint(
                "order", models.CheckConstraint(condition=models.Q(total__gte=0), name="total_positive")
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
                    migrations.AddConstraint(
                        "order", models.CheckConstraint(condition=models.Q(total__gte=0), name="total_positive")
                    ),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("product", "stock", models.IntegerField(default=0, choices=[(0, "None")])),
        ]
        """,
    ),
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
