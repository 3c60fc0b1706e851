"""Columns that may hold NULL until now."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER note SET NOT NULL", ""),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order MODIFY note longtext NOT NULL", ""),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    # On PostgreSQL only a default is written into rows that hold NULL.
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(blank=True)),  # finding
        ]
        """,
    ),
    # So it is not what auto_now_add would give.
    Case(
        """
        operations = [
            migrations.AlterField("order", "created", models.DateTimeField(auto_now_add=True)),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "code", models.IntegerField(null=True)),
            migrations.AlterField("order", "code", models.IntegerField()),  # finding
        ]
        """,
    ),
    # Another column was filled.
    Case(
        """
        operations = [
            migrations.RunSQL("UPDATE shop_order SET status = 'new'", ""),
            migrations.AlterField("order", "note", models.TextField()),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "created", models.DateTimeField()),  # finding
        ]
        """,
        target="sqlite 3.45",
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(default=""), preserve_default=False),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(db_default="")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField(blank=True)),
        ]
        """,
        target="sqlite 3.45",
    ),
    Case(
        """
        def fill(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(note=None).update(note="")

        operations = [
            migrations.RunPython(fill, migrations.RunPython.noop),
            migrations.AlterField("order", "note", models.TextField()),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("DELETE FROM shop_order", ""),
            migrations.AlterField("order", "note", models.TextField()),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("UPDATE shop_order SET note = '' WHERE note IS NULL", ""),
            migrations.RunSQL("ALTER TABLE shop_order ALTER note SET NOT NULL", ""),
        ]
        """,
    ),
    # A check has proved it.
    Case(
        """
        operations = [
            migrations.AlterField("order", "note", models.TextField()),
        ]
        """,
        given="""
        operations = [
            migrations.AddConstraint(
                "order", models.CheckConstraint(condition=models.Q(note__isnull=False), name="note_given")
            ),
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
            migrations.AlterField("gift", "code", models.CharField(max_length=9)),
        ]
        """,
    ),
    # NOT NULL is only said again.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order MODIFY total decimal(10,2) NOT NULL", ""),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "number", models.CharField(max_length=30)),
        ]
        """,
    ),
    # CHANGE states the whole column: only the name differs.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order CHANGE number n varchar(20) NOT NULL", migrations.RunSQL.noop),
        ]
        """,
        target="mysql 8.4",
    ),
]
