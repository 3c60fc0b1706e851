"""Names of arguments."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        def forward(registry, editor):
            registry.get_model("shop", "Tag").objects.create(name="new")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        def forward(apps, schema_editor):
            print(apps)

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop),
        ]
        """,
    ),
]
