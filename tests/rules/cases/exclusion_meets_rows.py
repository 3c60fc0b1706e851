"""Exclusion constraints on tables that have rows."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        from django.contrib.postgres.constraints import ExclusionConstraint

        operations = [
            migrations.AddConstraint(  # finding
                "order", ExclusionConstraint(name="once", expressions=[("number", "="), ("created", "&&")]),
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ADD EXCLUDE USING gist (number WITH =)", ""),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        from django.contrib.postgres.constraints import ExclusionConstraint

        operations = [
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.AddConstraint("gift", ExclusionConstraint(name="once", expressions=[("code", "=")])),
        ]
        """,
    ),
    Case(
        """
        from django.contrib.postgres.constraints import ExclusionConstraint

        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.AddConstraint(
                        "order", ExclusionConstraint(name="once", expressions=[("number", "=")])
                    ),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddConstraint("order", models.UniqueConstraint(fields=["number"], name="once")),
        ]
        """,
    ),
]
