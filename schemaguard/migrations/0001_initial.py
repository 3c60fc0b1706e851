import uuid

import django.db.models.deletion
from django.db import migrations, models

from schemaguard.migrations._everywhere import CreateModel


class Migration(migrations.Migration):
    reason = "The ledger records what ran on a database, where, when and why, in that very database."

    initial = True

    dependencies = []

    operations = [
        CreateModel(
            name="Run",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("environment", models.CharField(max_length=100, verbose_name="environment")),
                ("database", models.CharField(max_length=100, verbose_name="database alias")),
                ("command", models.CharField(max_length=30, verbose_name="command")),
                ("begun_at", models.CharField(max_length=27, verbose_name="begun at")),
                ("arguments", models.TextField(blank=True, verbose_name="arguments")),
                ("plan", models.CharField(blank=True, max_length=128, verbose_name="plan")),
                ("system_user", models.CharField(blank=True, max_length=255, verbose_name="system user")),
                ("ci_user", models.CharField(blank=True, max_length=255, verbose_name="CI user")),
                ("django_user", models.CharField(blank=True, max_length=255, verbose_name="Django user")),
                ("host", models.CharField(blank=True, max_length=255, verbose_name="host")),
                ("versions", models.TextField(blank=True, verbose_name="versions")),
                ("git_commit", models.CharField(blank=True, max_length=64, verbose_name="git commit")),
                ("git_branch", models.CharField(blank=True, max_length=255, verbose_name="git branch")),
            ],
            options={
                "verbose_name": "run",
                "verbose_name_plural": "runs",
                "ordering": ("-begun_at",),
                "indexes": [models.Index(fields=["begun_at"], name="schemaguard_run_begun")],
            },
        ),
        CreateModel(
            name="RunStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(unique=True, verbose_name="number")),
                ("event", models.CharField(max_length=20, verbose_name="event")),
                ("at", models.CharField(max_length=27, verbose_name="at")),
                ("app", models.CharField(blank=True, max_length=255, verbose_name="app")),
                ("migration", models.CharField(blank=True, max_length=255, verbose_name="migration")),
                ("backwards", models.BooleanField(default=False, verbose_name="taken back")),
                ("position", models.PositiveIntegerField(null=True, verbose_name="position")),
                ("operation", models.PositiveIntegerField(null=True, verbose_name="operation")),
                ("statement", models.PositiveIntegerField(null=True, verbose_name="statement")),
                ("digest", models.CharField(blank=True, max_length=128, verbose_name="digest")),
                ("source", models.TextField(blank=True, verbose_name="source")),
                ("sql", models.TextField(blank=True, verbose_name="SQL")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("ticket", models.CharField(blank=True, max_length=255, verbose_name="ticket")),
                ("seconds", models.FloatField(null=True, verbose_name="seconds")),
                ("lock_seconds", models.FloatField(null=True, verbose_name="seconds waited for locks")),
                ("outcome", models.CharField(blank=True, max_length=20, verbose_name="outcome")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                ("details", models.TextField(blank=True, verbose_name="details")),
                ("previous", models.CharField(max_length=64, verbose_name="previous hash")),
                ("hash", models.CharField(max_length=64, verbose_name="hash")),
                ("seal", models.CharField(blank=True, max_length=80, verbose_name="seal")),
                ("origin", models.CharField(blank=True, max_length=64, verbose_name="hash of the original")),
                ("origin_number", models.PositiveBigIntegerField(null=True, verbose_name="number of the original")),
                ("origin_ledger", models.UUIDField(null=True, verbose_name="ledger of the original")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="schemaguard.run",
                        verbose_name="run",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry",
                "verbose_name_plural": "entries",
                "ordering": ("number",),
                "permissions": (("approve", "Can approve plans and migrations"),),
                "indexes": [
                    models.Index(fields=["app", "migration"], name="schemaguard_step_migration"),
                    models.Index(fields=["event"], name="schemaguard_step_event"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("origin_ledger", "origin_number"), name="schemaguard_step_origin")
                ],
            },
        ),
        CreateModel(
            name="LedgerHead",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("ledger", models.UUIDField(verbose_name="ledger")),
                ("number", models.PositiveBigIntegerField(default=0, verbose_name="number of the last entry")),
                ("hash", models.CharField(blank=True, max_length=64, verbose_name="hash of the last entry")),
                ("seal", models.CharField(blank=True, max_length=80, verbose_name="seal")),
            ],
            options={
                "verbose_name": "end of the ledger",
                "verbose_name_plural": "ends of the ledger",
            },
        ),
    ]
