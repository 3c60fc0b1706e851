"""Defaults that go away."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "channel", models.CharField(max_length=9, default="web")),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, default="web", db_default="web")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER channel DROP DEFAULT", ""),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER channel DROP DEFAULT", ""),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, default="web", db_default="web")),
        ]
        """,
        target="mysql 8.4",
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "channel", models.CharField(max_length=9)),  # finding
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
        ]
        """,
        target="sqlite 3.45",
    ),
    # The models know no default: a first release set it by SQL for the code before it.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER number DROP DEFAULT", ""),  # finding
        ]
        """,
    ),
    # A table that no model describes: it cannot be told.
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE legacy ALTER number DROP DEFAULT", ""),  # finding
        ]
        """,
    ),
]

GOOD = [
    Case(
        """
        operations = [
            migrations.AlterField("order", "channel", models.CharField(max_length=9, null=True)),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "channel", models.CharField(max_length=9, db_default="shop")),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.RunSQL("ALTER TABLE shop_order ALTER note DROP DEFAULT", ""),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
            migrations.AlterField("order", "channel", models.CharField(max_length=9)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AlterField("order", "channel", models.CharField(max_length=9)),
        ]
        """,
        given="""
        operations = [
            migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
        ]
        """,
        target="mongodb 6.0",
    ),
]
