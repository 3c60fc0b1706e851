"""Migration files that look into the database as they are imported, to find their place in the graph."""

from __future__ import annotations

from pathlib import Path

from tests.projects import Project, shop

RENAME = 'migrations.RenameModel("Customer", "Client"),'
CLIENT_MODEL = """\
class Client(models.Model):
    name = models.CharField(max_length=50)
    note = models.TextField(null=True)
"""
#: Before the model is renamed it points to the old name; where that has happened, to the new one.
LOOKS = """\
import django.db.models.deletion
from django.db import DatabaseError, migrations, models
from django.db.migrations.recorder import MigrationRecorder

try:
    renamed = MigrationRecorder.Migration.objects.filter(app="shop", name="0002_step").exists()
except DatabaseError:
    renamed = False


class Migration(migrations.Migration):
    reason = "Visits are counted for each customer."
    dependencies = [("shop", "0001_initial")]
    run_before = [] if renamed else [("shop", "0002_step")]
    operations = [
        migrations.CreateModel("Visit", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("client", models.ForeignKey(
                to="shop.Client" if renamed else "shop.Customer", on_delete=django.db.models.deletion.CASCADE)),
        ]),
    ]
"""
VISIT_MODEL = """\
class Visit(models.Model):
    client = models.ForeignKey("shop.Client", on_delete=models.CASCADE)
"""


def test_they_are_imported_anew_where_nothing_is_applied(tmp_path: Path) -> None:
    project: Project = shop(tmp_path, RENAME, models=CLIENT_MODEL)
    project.add_app("audit", VISIT_MODEL, {"0001_initial": LOOKS})
    assert project.manage("migrate", "-v0").code == 0
    done = project.schemaguard("drift", XDG_CACHE_HOME=str(tmp_path / ".cache"))
    assert (done.code, done.err) == (0, ""), done.out
