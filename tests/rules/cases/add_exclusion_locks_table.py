"""Exclusion constraints on tables that have rows."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        from django.contrib.postgres.constraints import ExclusionConstraint

        operations = [
            migrations.AddConstraint(  # finding
                "order",
                ExclusionConstraint(name="one", expressions=[("customer", "=")]),
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table public.shop_order
                add exclude using gist (number with =)''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL(
                "CREATE TABLE x (a int); ALTER TABLE x ADD EXCLUDE USING gist (a WITH =)",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DROP CONSTRAINT one", migrations.RunSQL.noop),
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
                        "order",
                        ExclusionConstraint(name="one", expressions=[("customer", "=")]),
                    ),
                ],
            ),
        ]
        """,
    ),
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
            migrations.AddConstraint(
                "gift",
                ExclusionConstraint(name="one", expressions=[("code", "=")]),
            ),
        ]
        """,
    ),
]
