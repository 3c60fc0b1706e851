import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    reason = "Snapshots are kept, so that a database can be compared with what it was."

    dependencies = [("schemaguard", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SnapshotRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("environment", models.CharField(max_length=100, verbose_name="environment")),
                ("database", models.CharField(max_length=100, verbose_name="database alias")),
                ("vendor", models.CharField(max_length=30, verbose_name="kind of server")),
                ("version", models.CharField(blank=True, max_length=30, verbose_name="version of the server")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="fingerprint")),
                ("tables", models.PositiveIntegerField(verbose_name="tables")),
                ("document", models.TextField(verbose_name="document")),
                ("taken_at", models.DateTimeField(verbose_name="taken at")),
            ],
            options={
                "verbose_name": "snapshot",
                "verbose_name_plural": "snapshots",
                "ordering": ("-taken_at",),
                "indexes": [
                    models.Index(fields=["environment", "database", "taken_at"], name="schemaguard_snapshot_place")
                ],
            },
        ),
    ]
