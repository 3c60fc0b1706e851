"""Reverses that do nothing."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    # A package's own operation, as wagtail has one.
    Case(
        """
        class Fill(migrations.RunPython):
            def __init__(self):
                def forwards(apps, schema_editor):
                    apps.get_model("shop", "Order").objects.update(note="new")

                def backwards(apps, schema_editor):
                    pass

                super().__init__(forwards, backwards)

        operations = [
            Fill(),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            Tag = apps.get_model("shop", "Tag")
            Tag.objects.create(name="new")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            for order in apps.get_model("shop", "Order").objects.all():
                order.note = order.number
                order.save()

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.all().delete()

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            Tag = apps.get_model("shop", "Tag")
            Tag.objects.create(name="new")


        def backward(apps, schema_editor):
            'Nothing to do.'
            return

        operations = [
            migrations.RunPython(forward, backward),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.execute("UPDATE shop_order SET status = 'x'")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("UPDATE shop_order SET status = 'closed' WHERE status = 'sent'", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DELETE FROM shop_order WHERE total = 0", "SELECT 1"),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE VIEW open_order AS SELECT 1", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TYPE order_status ADD VALUE 'open'", ""),  # finding
        ]
        """,
    ),
    # It cannot be told.
    Case(
        """
        operations = [
            migrations.RunSQL("DO $$ BEGIN PERFORM 1; END $$", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT setval('shop_order_id_seq', 1000)", ""),  # finding
        ]
        """,
    ),
    # The new column is another table's.
    Case(
        """
        def forward(apps, schema_editor):
            for order in apps.get_model("shop", "Order").objects.all():
                order.note = order.number
                order.save()

        operations = [
            migrations.AddField("customer", "vip", models.BooleanField(null=True)),
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    # One of the columns is old.
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.IntegerField(null=True)),
            migrations.RunSQL("UPDATE shop_order SET code = 1, status = 'x'", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            Tag = apps.get_model("shop", "Tag")
            Tag.objects.create(name="new")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
        target="mongodb 6.0",
    ),
    # A new column stands beside the one that is overwritten.
    Case(
        """
        def forward(apps, schema_editor):
            for order in apps.get_model("shop", "Order").objects.all():
                order.note = order.number
                order.save()

        operations = [
            migrations.AddField("order", "code", models.IntegerField(null=True)),
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
]

GOOD = [
    # Temporary tables go with the connection.
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TEMPORARY TABLE kept AS SELECT id FROM shop_order", ""),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            print(apps.get_model("shop", "Order").objects.count())

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            Tag = apps.get_model("shop", "Tag")
            Tag.objects.create(name="new")

        operations = [
            migrations.RunPython(forward),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Gift").objects.create(code="x")


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
            for order in apps.get_model("shop", "Order").objects.all():
                order.code = order.number
                order.save()

        operations = [
            migrations.AddField("order", "code", models.IntegerField(null=True)),
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.IntegerField(null=True)),
            migrations.RunSQL("UPDATE shop_order SET code = 1", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.RunSQL("INSERT INTO shop_gift (code) VALUES ('x')", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ANALYZE shop_order", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS pg_trgm", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order VALIDATE CONSTRAINT valid", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("SELECT count(*) FROM shop_order", ""),
        ]
        """,
    ),
]
