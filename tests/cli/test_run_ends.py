"""What the ledger says at the end of a run: always something, and no values of rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.applying import applied, ask
from tests.projects import Project, migration, shop

pytestmark = pytest.mark.usefixtures("own_connections")

_CODE = """
def fail(apps, editor):
    if apps.get_model("shop", "Customer").objects.count() == 0:
        raise RuntimeError("Nobody like " + "ze" + "bra@example.org")
"""
_RECEIVER = """
from django.apps import AppConfig
from django.db.models.signals import post_migrate

def fail(sender, **kwargs):
    raise RuntimeError("Nobody like " + "ze" + "bra@example.org")

class ShopConfig(AppConfig):
    name = "shop"
    def ready(self):
        post_migrate.connect(fail, sender=self)
"""
_AFTER = [("shop", "0001_initial")]


def errors(project: Project) -> dict[str, str]:
    """What the last run says of its failure, by event."""
    rows = ask(str(project.root / "db.sqlite3"), "SELECT event, error FROM schemaguard_runstep WHERE error <> ''")
    return dict(rows)


def test_the_end_of_a_run_quotes_no_values(tmp_path: Path) -> None:
    project = shop(tmp_path)
    text = migration("migrations.RunPython(fail, migrations.RunPython.noop),", after=_AFTER, above=_CODE)
    project.add_migration("shop", "0002_code", text)
    done = project.schemaguard("apply")
    assert done.code == 1 and "zebra@example.org" in done.out
    said = errors(project)
    assert said.keys() == {"failed", "ended"}
    assert all("shop.0002_code failed" in text and "zebra" not in text for text in said.values()), said


def test_the_end_of_a_run_quotes_no_values_of_receivers(tmp_path: Path) -> None:
    project = shop(tmp_path)
    project.write("shop/apps.py", _RECEIVER)
    done = project.schemaguard("apply")
    assert done.code == 1 and "zebra@example.org" in done.out, done.out + done.err
    assert "A receiver of post_migrate failed" in errors(project)["ended"]
    assert "zebra" not in errors(project)["ended"]


def test_what_fails_after_the_last_migration_ends_the_run(tmp_path: Path) -> None:
    """Django records a squash once all that it replaces is there."""
    project = shop(tmp_path)
    assert project.schemaguard("apply").code == 0
    url = str(tmp_path / "db.sqlite3")
    field = 'migrations.AddField("Customer", "email", models.CharField(max_length=90, null=True)),'
    project.add_migration("shop", "0002_email", migration(field, after=_AFTER))
    replaces = "replaces = [('shop', '0001_initial'), ('shop', '0002_email')]"
    project.add_migration("shop", "0001_squashed_0002_email", migration("", attributes=replaces))
    ask(
        url,
        """CREATE TRIGGER full BEFORE INSERT ON django_migrations WHEN instr(NEW.name, 'squashed')
        BEGIN SELECT RAISE(ABORT, 'Nobody like zebra@example.org'); END""",
    )
    failed = project.schemaguard("apply", "--no-verify")
    assert failed.is_one_clear_line(), failed
    assert applied(url) == ["0001_initial", "0002_email"]
    runs = project.schemaguard("history", "--format", "json").json["runs"]
    assert runs[0]["outcome"] == "failed" and "Failed while no migration ran" in runs[0]["error"]
    assert "zebra" not in runs[0]["error"]
    ask(url, "DROP TRIGGER full")
    again = project.schemaguard("apply")
    assert again.code == 0, again.out + again.err
    assert "0001_squashed_0002_email" in applied(url)
