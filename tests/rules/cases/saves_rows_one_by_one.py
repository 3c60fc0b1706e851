"""One query for each row."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        def forward(apps, schema_editor):
            for order in apps.get_model("shop", "Order").objects.iterator():
                order.save()

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def mend(order):
            order.save(update_fields=["status"])


        def forward(apps, schema_editor):
            for order in apps.get_model("shop", "Order").objects.filter(status="x"):
                mend(order)

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
            order = apps.get_model("shop", "Order").objects.get(pk=1)
            order.save()

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            for name in ("a", "b"):
                apps.get_model("shop", "Tag")(name=name).save()

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.bulk_update([], ["status"])

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
]
