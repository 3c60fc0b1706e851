"""Models of today."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        from django.contrib.auth.models import Group


        def forward(apps, schema_editor):
            Group.objects.create(name="new")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        from django.apps import apps as registry


        def forward(apps, schema_editor):
            registry.get_model("auth", "Group").objects.create(name="new")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    # In the code of the way back.
    Case(
        """
        from django.contrib.contenttypes.models import ContentType

        def today(apps, schema_editor):
            ContentType.objects.filter(app_label="shop").update(model="order")

        def of_its_time(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(pk=1).update(note="")

        operations = [
            migrations.RunPython(of_its_time, today),  # finding
        ]
        """,
    ),
    # Told once.
    Case(
        """
        from django.contrib.contenttypes.models import ContentType

        def today(apps, schema_editor):
            ContentType.objects.filter(app_label="shop").update(model="order")

        def of_its_time(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(pk=1).update(note="")

        operations = [
            migrations.RunPython(today, today),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            from django.contrib.contenttypes.models import ContentType

            ContentType.objects.filter(app_label="shop").update(model="order")

        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.RunPython(forward, migrations.RunPython.noop),  # finding
                ],
            ),
        ]
        """,
        target="mysql 8.4",
    ),
]

GOOD = [
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("auth", "Group").objects.create(name="new")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        from django.conf import settings


        def forward(apps, schema_editor):
            settings.DEBUG

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        from django.contrib.contenttypes.models import ContentType

        def today(apps, schema_editor):
            ContentType.objects.filter(app_label="shop").update(model="order")

        def of_its_time(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(pk=1).update(note="")

        operations = [
            migrations.RunPython(of_its_time, of_its_time),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("UPDATE shop_order SET note = 'from x import y' WHERE id = 1", migrations.RunSQL.noop),
        ]
        """
    ),
    # Not a model.
    Case(
        """
        from django.utils import timezone

        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(pk=1).update(created=timezone.now())

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """
    ),
]
