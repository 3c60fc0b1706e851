"""Schema changes in Python."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        def forward(apps, schema_editor):
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute("ALTER TABLE shop_order SET LOGGED")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            if schema_editor.connection.vendor == "sqlite":
                return
            schema_editor.execute("ALTER TABLE shop_order ADD x integer")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        def forward(apps, schema_editor):
            Tag = apps.get_model("shop", "Tag")
            schema_editor.add_field(Tag, Tag._meta.get_field("name"))

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            with schema_editor.connection.cursor() as cursor:
                cursor.execute("drop index order_created")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.execute("ALTER TABLE %s" % apps)

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),  # finding
        ]
        """,
    ),
]

GOOD = [
    # On this database nothing is done.
    Case(
        """
        def forward(apps, schema_editor):
            if schema_editor.connection.vendor == "sqlite":
                schema_editor.execute("PRAGMA legacy_alter_table = OFF")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            if schema_editor.connection.vendor != "mysql":
                return
            schema_editor.execute("ALTER TABLE shop_order ENGINE = InnoDB")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    # A setting of the session.
    Case(
        """
        def forward(apps, schema_editor):
            schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        operations = [
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
            schema_editor.execute("UPDATE shop_order SET note = 1 WHERE id = 2")

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
    Case(
        """
        def forward(apps, schema_editor):
            print(schema_editor.connection.alias)

        operations = [
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
    ),
]
