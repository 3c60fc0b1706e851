"""Code that talks to MongoDB itself."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.connection.database.orders.drop()

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.connection.database["orders"].delete_many({})

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.connection.database.orders.update_many({}, {"$set": {"a": 1}})

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
            schema_editor.connection.database.orders.update_many({"a": None}, {"$set": {"a": 1}})

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
        target="mongodb 6.0",
    ),
    Case(
        """
        def forward(apps, schema_editor):
            print(schema_editor.connection.database.orders.count_documents({}))

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
        target="mongodb 6.0",
    ),
]
