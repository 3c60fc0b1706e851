"""Migrations that reach out."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        from urllib.request import urlopen


        def forward(apps, schema_editor):
            urlopen("https://example.org").read()

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        from django.core.management import call_command


        def forward(apps, schema_editor):
            call_command("loaddata", "x")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        import time


        def forward(apps, schema_editor):
            time.sleep(1)

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            open("x.txt").read()

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        import os


        def forward(apps, schema_editor):
            print(os.path.join("a", "b"))

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
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
]
