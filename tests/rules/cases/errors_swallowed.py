"""Errors passed over."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        from django.db import DatabaseError


        def forward(apps, schema_editor):
            try:
                apps.get_model("shop", "Order").objects.filter(status="").update(status="new")
            except DatabaseError:
                print("never mind")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        from contextlib import suppress


        def forward(apps, schema_editor):
            with suppress(Exception):
                apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

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
            try:
                apps.get_model("shop", "Order").objects.filter(status="").update(status="new")
            except Exception:
                print("oh")
                raise

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            try:
                number = int("1")
            except ValueError:
                number = 0

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
]
