"""Renames that makemigrations was not told about."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AddField("order", "remark", models.TextField(null=True)),  # finding
            migrations.RemoveField("order", "note"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                '''alter table public.shop_order
                drop column note, add column remark text''',
                migrations.RunSQL.noop,
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "status"),
            migrations.AddField("order", "state", models.CharField(max_length=10, default="new")),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    # A model under another name.
    Case(
        """
        operations = [
            migrations.CreateModel(  # finding
                "Label",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("name", models.CharField(max_length=50)),
                ],
            ),
            migrations.DeleteModel("Tag"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.DeleteModel("Tag"),
            migrations.CreateModel(  # finding
                "Label",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("name", models.CharField(max_length=50)),
                ],
            ),
        ]
        """,
        target="mysql 8.4",
    ),
]

GOOD = [
    # The values are copied.
    Case(
        """
        def forward(apps, schema_editor):
            for order in apps.get_model("shop", "Order").objects.iterator():
                order.remark = order.note
                order.save()

        operations = [
            migrations.AddField("order", "remark", models.TextField(null=True)),
            migrations.RunPython(forward, migrations.RunPython.noop),
            migrations.RemoveField("order", "note"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "remark", models.TextField(null=True)),
            migrations.RunSQL("UPDATE shop_order SET remark = note", migrations.RunSQL.noop),
            migrations.RemoveField("order", "note"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "note"),
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "note"),
            migrations.AddField("tag", "remark", models.TextField(null=True)),
        ]
        """,
    ),
    # The models forgot it long ago.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order DROP COLUMN note", migrations.RunSQL.noop),
            migrations.AddField("order", "remark", models.TextField(null=True)),
        ]
        """,
        given="""
        operations = [
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.RemoveField("order", "note"),
                ],
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.RemoveField("order", "a"),
            migrations.AddField("order", "b", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RemoveField("order", "customer"),
            migrations.AddField("order", "tag", models.ForeignKey("shop.Tag", models.CASCADE, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.CreateModel(
                "Label",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("name", models.CharField(max_length=50)),
                ],
            ),
            migrations.RunSQL("INSERT INTO shop_label SELECT * FROM shop_tag", migrations.RunSQL.noop),
            migrations.DeleteModel("Tag"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.CreateModel(
                "Label",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("name", models.CharField(max_length=50)),
                ],
            ),
            migrations.DeleteModel("Product"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RenameModel("Tag", "Label"),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.CreateModel(
                "Label",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("name", models.CharField(max_length=50)),
                ],
            ),
            migrations.DeleteModel("Gift"),
        ]
        """,
        given="""
        operations = [
            migrations.CreateModel("Gift", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]),
        ]
        """,
    ),
]
