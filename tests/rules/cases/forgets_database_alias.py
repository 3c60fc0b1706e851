"""Several databases."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
        aliases=("default", "other"),
    ),
]

GOOD = [
    Case(
        """
        def forward(apps, schema_editor):
            alias = schema_editor.connection.alias
            apps.get_model("shop", "Order").objects.using(alias).filter(status="").update(status="new")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
        aliases=("default", "other"),
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            if schema_editor.connection.alias != "default":
                return
            apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
        aliases=("default", "other"),
    ),
]
