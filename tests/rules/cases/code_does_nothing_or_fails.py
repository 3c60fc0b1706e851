"""Code that cannot work."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        def forward(apps, schema_editor):
            yield apps

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            raise RuntimeError("no way")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        async def forward(apps, schema_editor):
            await apps.get_model("shop", "Tag").objects.filter(name="").adelete()

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
            if not apps:
                raise RuntimeError("no apps")
            apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            print([row for row in ("a", "b")])

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
]
