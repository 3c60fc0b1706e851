"""Plain ``manage.py migrate`` is recorded as it happens: what ran, was faked, failed, was killed, and what nobody ran."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.places import use
from tests.projects import Project, migration

MODEL = """\
class Thing(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.TextField()
"""
THING = """\
migrations.CreateModel("Thing", [("id", models.UUIDField(primary_key=True)), ("name", models.TextField())]),
"""
SECOND = 'migrations.AddField("thing", "city", models.TextField(null=True)),'

#: Quotes a row, as databases do in their errors.
FAILS = """
def code(apps, editor):
    raise ValueError("Key (name)=(Ada Lovelace) already exists: 'ada@example.org'" + str(apps.get_model("shop", "Thing").__name__) + ada)
"""
ADA = "ada = bytes([120, 64, 121, 46, 122]).decode()"
KILLED = """
def code(apps, editor):
    import os
    os.kill(os.getpid(), 9)
"""
RUN = "migrations.RunPython(code, migrations.RunPython.noop),"

#: Writes to django_migrations as some tools do.
BEHIND = """
import sys, django
django.setup()
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
for word in sys.argv[1:]:
    sign, app, name = word[0], *word[1:].split(".")
    recorder = MigrationRecorder(connection)
    (recorder.record_applied if sign == "+" else recorder.record_unapplied)(app, name)
"""


def made(root: Path) -> Project:
    project = Project(root)
    second = migration(SECOND, after=[("shop", "0001_initial")])
    initial = migration(THING, attributes="initial = True")
    project.add_app(
        "shop", MODEL + "    city = models.TextField(null=True)\n", {"0001_initial": initial, "0002_step": second}
    )
    return project


def third(project: Project, code: str) -> None:
    text = migration(RUN, after=[("shop", "0002_step")], above=ADA + code, attributes="ticket = 'SHOP-3'")
    project.add_migration("shop", "0003_code", text)


def behind(project: Project, *words: str) -> None:
    project.write("behind.py", BEHIND)
    done = project.python("behind.py", *words, DJANGO_SETTINGS_MODULE="settings")
    assert done.code == 0, done.err


def runs(project: Project, *arguments: str) -> list[dict[str, Any]]:
    done = project.schemaguard("history", "--format", "json", *arguments)
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = done.json["runs"]
    return found


def did(run: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """What became of the migrations of the shop in a run."""
    return [
        (line["migration"][:4], line["outcome"], line["backwards"])
        for line in run["migrations"]
        if line["app"] == "shop"
    ]


def migrate(project: Project, *arguments: str, code: int = 0) -> list[tuple[str, str, bool]]:
    """Run it, and give what the ledger says of it."""
    done = project.manage("migrate", "-v0", *arguments)
    assert done.code == code, done.err
    assert "could not record" not in done.err
    return did(runs(project, "--limit", "1")[0])


def verified(project: Project) -> None:
    done = project.schemaguard("history", "--verify")
    assert done.code == 0, done.out
    assert "unbroken" in done.out


@pytest.mark.parametrize("fixture", ["", "postgresql_url", "mariadb_url", "django_mongodb_url"])
def test_done_failed_and_killed(tmp_path: Path, fixture: str, request: pytest.FixtureRequest) -> None:
    project = made(tmp_path)
    if fixture:
        use(project, default=str(request.getfixturevalue(fixture)))
    assert migrate(project) == [("0001", "done", False), ("0002", "done", False)]
    third(project, FAILS)
    assert migrate(project, code=1) == [("0003", "failed", False)]
    (failed,) = runs(project, "--limit", "1")
    assert failed["outcome"] == "failed"
    assert failed["error"].startswith("ValueError: Key (name)=(…) already exists: …")
    assert "Ada" not in failed["error"] and "x@y.z" not in failed["error"]
    assert failed["migrations"][0]["ticket"] == "SHOP-3" and failed["versions"]["django"]
    third(project, KILLED)
    assert migrate(project, code=-9) == [("0003", "open", False)]
    assert runs(project, "--limit", "1")[0]["outcome"] == "open"
    # The next start ends it, with what django_migrations says.
    assert migrate(project, "--fake") == [("0003", "faked", False)]
    killed = runs(project)[1]
    assert killed["outcome"] == "failed" and "ended without a word" in killed["error"]
    assert did(killed) == [("0003", "failed", False)]
    verified(project)
    shown = project.schemaguard("history", "--run", killed["id"][:8])
    assert shown.code == 0 and "started shop.0003_code" in shown.out


def test_backwards_faked_and_behind_our_back(tmp_path: Path) -> None:
    project = made(tmp_path)
    migrate(project)
    assert migrate(project, "shop", "0001") == [("0002", "done", True)]
    assert migrate(project, "shop", "0002", "--fake") == [("0002", "faked", False)]
    assert migrate(project, "shop", "0001", "--fake") == [("0002", "faked", True)]
    assert runs(project, "--limit", "1")[0]["arguments"] == "shop 0001 --fake"
    behind(project, "-shop.0001_initial")
    done = project.schemaguard("history", "--verify")
    assert done.code == 1 and "shop.0001_initial is not recorded as applied any more" in done.out
    assert migrate(project, "shop", "0001", "--fake-initial") == [("0001", "faked", False)]
    (observed,) = [run for run in runs(project) if run["command"] == "observe"]
    assert did(observed) == [("0001", "observed", True)]
    behind(project, "+shop.0002_step", "+shop.0009_gone")
    assert migrate(project) == [("0002", "observed", False), ("0009", "observed", False)]
    assert did(runs(project, "--limit", "1")[0]) == migrate(project), "Once each."
    verified(project)


def test_the_history_before_the_ledger_is_observed(tmp_path: Path) -> None:
    """An old database: what was applied is written down in one go, and it is not said who did it."""
    project = made(tmp_path)
    assert project.manage("migrate", "-v0", "shop").code == 0
    behind(project, *(f"+old.{number:04}_x" for number in range(300)))
    assert migrate(project) == []
    first, second = runs(project)[::-1]
    assert (first["command"], len(first["migrations"])) == ("observe", 302)
    assert (second["command"], {line["app"] for line in second["migrations"]}) == ("migrate", {"schemaguard"})
    verified(project)


def test_squashed_migrations_are_told_apart(tmp_path: Path) -> None:
    """Django records what a squash replaces as well: that is the run's doing, and not behind our back."""
    project = made(tmp_path)
    replaces = [("shop", "0001_initial"), ("shop", "0002_step")]
    project.add_migration("shop", "0001_squashed", migration(THING + SECOND, attributes=f"replaces = {replaces!r}"))
    ran = migrate(project)
    assert sorted(ran) == [("0001", "done", False), ("0001", "faked", False), ("0002", "faked", False)]
    assert project.manage("migrate", "-v0").code == 0
    assert [run["command"] for run in runs(project)] == ["migrate"]
    verified(project)


def test_what_runs_quietly_is_not_recorded(tmp_path: Path) -> None:
    project = made(tmp_path)
    migrate(project)
    before = runs(project)
    project.write(
        "quiet.py",
        "import django\ndjango.setup()\nfrom django.core.management import call_command\nfrom schemaguard import store\n"
        "with store.quiet():\n    call_command('migrate', 'shop', '0001', verbosity=0)\n",
    )
    assert project.python("quiet.py", DJANGO_SETTINGS_MODULE="settings").code == 0
    assert runs(project) == before


def test_something_else_than_the_command_is_said_to_be_unknown(tmp_path: Path) -> None:
    project = made(tmp_path)
    migrate(project)
    project.write(
        "signals.py",
        "import django\ndjango.setup()\nfrom django.core.management.sql import emit_pre_migrate_signal, emit_post_migrate_signal\n"
        "from django.db import connection\nfrom django.db.migrations.executor import MigrationExecutor\n"
        "executor = MigrationExecutor(connection)\nplan = executor.migration_plan([('shop', '0001_initial')])\n"
        "emit_pre_migrate_signal(0, False, 'default', plan=plan)\nexecutor.migrate([('shop', '0001_initial')], plan)\n"
        "emit_post_migrate_signal(0, False, 'default', plan=plan)\nemit_post_migrate_signal(0, False, 'default')\n",
    )
    assert project.python("signals.py", DJANGO_SETTINGS_MODULE="settings").code == 0
    (run, _) = runs(project)
    assert did(run) == [("0002", "done", True)]
    entries = project.schemaguard("history", "--run", run["id"], "--format", "json").json["entries"]
    assert "is not known" in entries[0]["details"]["how"]
