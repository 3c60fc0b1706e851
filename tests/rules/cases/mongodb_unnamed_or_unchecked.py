"""MongoDB indexes and collections."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.connection.database.orders.create_index([("a", 1)])

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.connection.database.create_collection("x")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
        target="mongodb 6.0",
    ),
]

GOOD = [
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.connection.database.orders.create_index([("a", 1)], name="orders_a")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.connection.database.create_collection("x", validator={"a": 1})

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
        target="mongodb 6.0",
    ),
]
