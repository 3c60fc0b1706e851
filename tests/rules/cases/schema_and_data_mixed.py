"""Rows written while a table is locked."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.RunSQL(  # finding
                "UPDATE shop_tag SET name = 'x' WHERE name = ''",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "alter table shop_order add gift boolean; update shop_order set gift = false where gift is null",
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

        operations = [
            migrations.RemoveIndex("order", "order_created"),
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Gift").objects.filter(code="").update(code="x")

        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
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
            apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

        atomic = False
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

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
        operations = [
            migrations.RunSQL("UPDATE shop_order SET note = 'x' WHERE note = ''", migrations.RunSQL.noop),
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

        operations = [
            migrations.AlterField("order", "status", models.CharField(max_length=10, default="new", help_text="x")),
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
]
