"""SQL for MongoDB."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),  # finding
                ],
            ),
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("VACUUM", migrations.RunSQL.noop),  # finding
        ]
        """,
        target="mongodb 6.0",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.RunSQL(migrations.RunSQL.noop, migrations.RunSQL.noop),
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
                ],
            ),
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
        ]
        """,
        target="mongodb 6.0",
    ),
]
