"""Half of a migration, twice."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        atomic = False
        operations = [
            # finding: class
            migrations.RunSQL("CREATE VIEW a AS SELECT 1", migrations.RunSQL.noop),
            migrations.AddField("order", "a", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            # finding: class
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.AlterField("order", "note", models.TextField()),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            # finding: class
            migrations.RenameField("order", "note", "remark"),
            migrations.AddField("order", "a", models.BooleanField(null=True)),
        ]
        """,
        target="sqlite 3.45",
    ),
]

GOOD = [
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL(
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON shop_order (number)",
                migrations.RunSQL.noop,
            ),
            migrations.AddField("order", "a", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.AlterField("order", "note", models.TextField()),
            migrations.AddField("order", "a", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.RunSQL("CREATE OR REPLACE VIEW a AS SELECT 1", migrations.RunSQL.noop),
            migrations.AddField("order", "a", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.AddField("order", "b", models.BooleanField(null=True)),
        ]
        """,
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.AddField("order", "b", models.BooleanField(null=True)),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        atomic = False
        operations = [
            migrations.AddField("order", "a", models.BooleanField(null=True)),
            migrations.SeparateDatabaseAndState(
                state_operations=[
                    migrations.AddField("order", "b", models.BooleanField(null=True)),
                ],
            ),
        ]
        """,
    ),
    # What follows does nothing here.
    Case(
        """
        def forward(apps, schema_editor):
            if schema_editor.connection.vendor != "postgresql":
                return
            schema_editor.execute("CREATE EXTENSION hstore")

        atomic = False
        operations = [
            migrations.AddField("order", "gift", models.BooleanField(null=True)),
            migrations.RunPython(forward, migrations.RunPython.noop),
        ]
        """,
        target="sqlite 3.45",
    ),
]
