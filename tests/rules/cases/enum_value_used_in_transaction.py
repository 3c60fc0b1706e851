"""Enum values before their transaction has ended."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    # In one text.
    Case(
        """
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'; INSERT INTO log VALUES ('open')", "",
            ),
        ]
        """,
    ),
    # One text is one transaction, whatever the migration is.
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL(  # finding
                "ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'; INSERT INTO log VALUES ('open')", "",
            ),
        ]
        """,
    ),
    Case(
        """
        def reopen(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="new").update(status="open")

        operations = [
            migrations.RunSQL("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", ""),
            migrations.RunPython(reopen, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", ""),
            migrations.AlterField("order", "status", models.CharField(max_length=10, db_default="open")),  # finding
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", ""),
            migrations.AddIndex(  # finding
                "order", models.Index(fields=["number"], name="open_number", condition=models.Q(status="open")),
            ),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", ""),
            migrations.RunSQL("DO $$ BEGIN UPDATE shop_order SET status = 'open'; END $$", ""),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        def reopen(apps, schema_editor):
            apps.get_model("shop", "Order").objects.filter(status="new").update(status="paid")

        operations = [
            migrations.RunSQL("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", ""),
            migrations.RunPython(reopen, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", ""),
            migrations.RunSQL("UPDATE shop_order SET status = 'open' WHERE status = 'new'", ""),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL(
                ["ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", "INSERT INTO log VALUES ('open')"], ""
            ),
        ]
        """,
    ),
    # The transaction made the type itself.
    Case(
        """
        operations = [
            migrations.RunSQL("CREATE TYPE order_status AS ENUM ('new')", ""),
            migrations.RunSQL("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", ""),
            migrations.RunSQL("INSERT INTO log VALUES ('open')", ""),
        ]
        """,
    ),
    # Choices never reach the database.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'open'", ""),
            migrations.AlterField("order", "status", models.CharField(max_length=10, choices=[("open", "Open")])),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TYPE order_status RENAME VALUE 'new' TO 'open'", ""),
            migrations.RunSQL("UPDATE shop_order SET status = 'open' WHERE status = 'new'", ""),
        ]
        """,
    ),
]
