"""Reverses that write rows."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="sent").update(status="closed")


        def backward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="x").update(status="closed")

        operations = [
            migrations.RunPython(forward, backward),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT 1", "DELETE FROM shop_order WHERE total = 0"),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
]

GOOD = [
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="sent").update(status="closed")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("UPDATE shop_order SET note = 'x'", ""),
        ]
        """,
    ),
    Case(
        """
        def look(apps, schema_editor):
            print(apps.get_model("shop", "Order").objects.count())

        operations = [
            migrations.RunPython(migrations.RunPython.noop, look),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE INDEX i ON shop_order (number)", "DROP INDEX i"),
        ]
        """,
    ),
]
