import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    reason = "Rehearsals are kept, so that apply and reviewers know whether exactly this migration was proved."

    dependencies = [("schemaguard", "0002_snapshotrecord")]

    operations = [
        migrations.CreateModel(
            name="RehearsalRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("environment", models.CharField(max_length=100, verbose_name="environment")),
                ("database", models.CharField(max_length=100, verbose_name="database alias")),
                ("app", models.CharField(max_length=255, verbose_name="app")),
                ("migration", models.CharField(max_length=255, verbose_name="migration")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="digest")),
                ("vendor", models.CharField(max_length=30, verbose_name="kind of database")),
                ("server", models.CharField(blank=True, max_length=100, verbose_name="server")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("most_rows", models.PositiveIntegerField(null=True, verbose_name="rows of a table")),
                ("mode", models.CharField(max_length=10, verbose_name="mode")),
                ("verdict", models.CharField(max_length=20, verbose_name="verdict")),
                ("counts_as", models.CharField(max_length=20, verbose_name="counts as")),
                ("again", models.CharField(max_length=20, verbose_name="forward again")),
                ("seconds", models.FloatField(verbose_name="seconds")),
                ("document", models.TextField(verbose_name="document")),
                ("rehearsed_at", models.DateTimeField(verbose_name="rehearsed at")),
            ],
            options={
                "verbose_name": "rehearsal",
                "verbose_name_plural": "rehearsals",
                "ordering": ("-rehearsed_at",),
                "indexes": [models.Index(fields=["app", "migration", "rehearsed_at"], name="schemaguard_rehearsal")],
            },
        ),
    ]
