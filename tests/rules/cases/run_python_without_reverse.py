"""RunPython and its reverse."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="sent").update(status="closed")

        def backward(apps, schema_editor):
            raise NotImplementedError("There is no way back.")

        operations = [
            migrations.RunPython(forward, backward),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunPython(migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        import functools
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="sent").update(status="closed")

        operations = [
            migrations.RunPython(functools.partial(forward)),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="sent").update(status="closed")

        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunPython(code=forward, elidable=True),  # finding
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="sent").update(status="closed")

        operations = [
            migrations.RunPython(forward, hints={"target": "documents"}),  # finding
        ]
        """,
        target="mongodb 6.0",
    ),
]

GOOD = [
    # It raises in one case only.
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="sent").update(status="closed")

        def backward(apps, schema_editor):
            Order = apps.get_model("shop", "Order")
            if Order.objects.filter(status="lost").exists():
                raise ValueError("Decide about lost orders first.")
            Order.objects.filter(status="closed").update(status="sent")

        operations = [
            migrations.RunPython(forward, backward),
        ]
        """,
    ),
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
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="sent").update(status="closed")

        operations = [
            migrations.RunPython(forward, reverse_code=lambda apps, schema_editor: None),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="sent").update(status="closed")

        operations = [
            migrations.RunPython(migrations.RunPython.noop, forward),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="sent").update(status="closed")

        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RunPython(forward),
                ],
            ),
        ]
        """,
    ),
]
