"""Code that is not there to be read."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunPython(len, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunPython(print, migrations.RunPython.noop),  # finding
                ],
            ),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        def forward(apps, schema_editor):
            print(apps.get_model("shop", "Order").objects.count())

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
        ]
        """,
    ),
]
