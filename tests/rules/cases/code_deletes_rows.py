"""Deletions in Python."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="x").delete()

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.execute("DELETE FROM shop_order")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            with schema_editor.connection.cursor() as cursor:
                cursor.execute("TRUNCATE shop_order")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.execute("drop table if exists public.shop_tag")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.execute("ALTER TABLE shop_order DROP COLUMN note")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.delete_model(apps.get_model("shop", "Tag"))

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def remove(apps):
            apps.get_model("shop", "Tag").objects.all().delete()


        def forward(apps, schema_editor):
            remove(apps)

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute("ANALYZE")
            else:
                apps.get_model("shop", "Order").objects.all().delete()

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    # What stands before the question is done everywhere.
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.all().delete()
            if schema_editor.connection.vendor != "postgresql":
                return
            schema_editor.execute("ANALYZE")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        def forward(apps, schema_editor):
            if schema_editor.connection.vendor == "mysql":
                apps.get_model("shop", "Order").objects.all().delete()
                return
            schema_editor.execute("ANALYZE")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.count()
            if schema_editor.connection.vendor != "postgresql":
                return
            apps.get_model("shop", "Order").objects.all().delete()

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
            apps.get_model("shop", "Gift").objects.all().delete()

        operations = [
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.execute("DELETE FROM shop_gift")

        operations = [
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.execute("SELECT 1")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="x").update(status="y")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.execute("DROP VIEW totals")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            del apps

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute("ANALYZE")
            else:
                apps.get_model("shop", "Order").objects.all().delete()

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.count()
            if schema_editor.connection.vendor != "postgresql":
                return
            apps.get_model("shop", "Order").objects.all().delete()

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        def forward(apps, schema_editor):
            if schema_editor.connection.vendor == "mysql":
                apps.get_model("shop", "Order").objects.all().delete()
                return
            schema_editor.execute("ANALYZE")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
]
