"""Defaults that are computed once."""

from __future__ import annotations

from tests.rules.harness import Case

BAD = [
    Case(
        """
        from django.utils import timezone

        operations = [
            migrations.AddField("order", "seen", models.DateTimeField(default=timezone.now)),  # finding
        ]
        """,
    ),
    Case(
        """
        import uuid

        operations = [
            migrations.SeparateDatabaseAndState(
                database_operations=[
                    migrations.AddField("order", "token", models.UUIDField(default=uuid.uuid4, null=True)),  # finding
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
        operations = [
            migrations.AddField("order", "extra", models.JSONField(default=dict)),
        ]
        """,
    ),
    Case(
        """
        import uuid

        operations = [
            migrations.CreateModel(
                "Gift",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("code", models.CharField(max_length=9, null=True)),
                ],
            ),
            migrations.AddField("gift", "token", models.UUIDField(default=uuid.uuid4)),
        ]
        """,
    ),
    Case(
        """
        from django.utils import timezone

        operations = [
            migrations.AlterField("order", "created", models.DateTimeField(default=timezone.now, null=True)),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "seen", models.DateTimeField(db_default=functions.Now())),
        ]
        """,
    ),
    Case(
        """
        operations = [
            migrations.AddField("order", "token", models.UUIDField(null=True)),
        ]
        """,
    ),
]
