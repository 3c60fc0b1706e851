"""``status``: one row for each database, and what needs a person. Nothing keeps the other rows from being shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.projects import Project, migration, shop

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/reference/status.schema.json").read_text(encoding="utf-8"))
ADD = 'migrations.AddField("customer", "{}", models.BooleanField(null=True)),'

#: Django's own words and a run of apply that was killed, as the ledger has it.
LEDGER = """
from schemaguard import store
from schemaguard.conf import load
from schemaguard.runs import Event, NewEntry, Outcome
run = store.new_run("apply", "default", load())
ledger = store.Ledger.of("default")
ledger.begin(run)
{}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Its database has everything."""
    project = shop(tmp_path_factory.mktemp("shop"), ADD.format("vip"))
    project.settings(
        """
        SCHEMAGUARD["ENVIRONMENTS"] = {
            "staging": {"default": f"sqlite:///{BASE_DIR}/staging.sqlite3"},
            "elsewhere": {"default": "postgres://deploy:s3cret@127.0.0.1:1/shop"},
            "report": {"snapshot": "report.json"},
            "gone": {"snapshot": "gone.json"},
            "far": {"api": "https://example.org/", "token": "t0ken"},
        }
        """
    )
    assert project.manage("migrate", "-v", "0").code == 0
    assert project.schemaguard("snapshot", "-o", "report.json").code == 0
    (project.root / "staging.sqlite3").write_bytes((project.root / "db.sqlite3").read_bytes())
    return project


def status(project: Project, *arguments: str, code: int | None = None) -> list[Any]:
    done = project.schemaguard("status", "--format", "json", *arguments)
    assert done.code in (0, 1) if code is None else done.code == code, (done.out, done.err)
    jsonschema.validate(done.json, SCHEMA)
    assert (done.code == 1) == bool(done.json["summary"]["problems"])
    rows: list[Any] = done.json["databases"]
    return rows


def test_nothing_needs_a_person(project: Project) -> None:
    (row,) = status(project, code=0)
    assert (row["environment"], row["database"], row["state"]) == ("local", "default", "live")
    assert (row["vendor"], row["pending"], row["unknown"], row["half"]) == ("sqlite", [], [], [])
    assert row["heads"]["shop"] == ["0002_step"]
    assert (row["last_run"]["command"], row["last_run"]["outcome"]) == ("migrate", "done")
    done = project.schemaguard("status")
    assert done.code == 0
    assert "Nothing needs a person." in done.out


def test_every_environment_has_its_row(project: Project) -> None:
    rows = {row["environment"]: row for row in status(project, "--all", "--timeout", "3", code=1)}
    assert list(rows) == ["local", "staging", "elsewhere", "report", "gone", "far"]
    assert {name: row["state"] for name, row in rows.items()} == {
        "local": "live",
        "staging": "live",
        "elsewhere": "unreachable",
        "report": "snapshot",
        "gone": "unreachable",
        "far": "unreachable",
    }
    # The ledger of another environment is read as well.
    assert rows["staging"]["last_run"]["id"] == rows["local"]["last_run"]["id"]
    assert rows["report"]["applied"] == rows["local"]["applied"]
    assert rows["report"]["problems"] == []
    assert "cannot be read" in rows["elsewhere"]["problems"][0]
    assert "gone.json" in rows["gone"]["problems"][0]
    shown = project.schemaguard("status", "--all")
    for secret in ("s3cret", "t0ken"):
        assert secret not in shown.out + shown.err + json.dumps(rows)
    assert shown.code == 1


def test_places_are_chosen(project: Project) -> None:
    assert [row["environment"] for row in status(project, "report", "staging", code=0)] == ["report", "staging"]
    assert [row["database"] for row in status(project, "default", code=0)] == ["default"]
    assert status(project, "report.json", code=0)[0]["state"] == "snapshot"


BAD = [
    ("stagign", "Did you mean 'staging'?"),
    ("expected", "has no status"),
    ("--database othr", "has no database 'othr'"),
    ("--timeout 0", "--timeout takes"),
    ("--format html", "Formats: json, text."),
]


@pytest.mark.parametrize(("arguments", "words"), BAD)
def test_bad_input_is_one_line(project: Project, arguments: str, words: str) -> None:
    done = project.schemaguard("status", *arguments.split())
    assert done.is_one_clear_line(), (done.code, done.out, done.err)
    assert words in done.err


def test_a_database_that_is_not_there_is_not_made(tmp_path: Any) -> None:
    project = shop(tmp_path)
    (row,) = status(project, code=1)
    assert (row["state"], row["applied"], row["server"]) == ("missing", 0, None)
    assert {item["phase"] for item in row["pending"]} == {"expand"}
    assert not (tmp_path / "db.sqlite3").exists()


def sqlite(project: Project, statement: str) -> None:
    code = f"import sqlite3; c = sqlite3.connect('db.sqlite3'); c.execute({statement!r}); c.commit()"
    assert project.python("-c", code).code == 0


def test_what_is_pending_unknown_and_drifted(tmp_path: Any) -> None:
    project = shop(tmp_path, ADD.format("vip"))
    assert project.manage("migrate", "-v", "0").code == 0
    assert status(project, "--drift", code=0)[0]["drift"]["is"] == "none"
    project.add_migration(
        "shop", "0003_drop", migration('migrations.RemoveField("customer", "note"),', after=[("shop", "0002_step")])
    )
    sqlite(project, "INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0009_gone', '2026-01-01')")
    sqlite(project, "CREATE TABLE by_hand (id integer)")
    (row,) = status(project, "--drift", code=1)
    assert row["pending"] == [{"app": "shop", "migration": "0003_drop", "phase": "contract"}]
    assert row["unknown"] == ["shop.0009_gone"]
    assert (row["drift"]["is"], row["drift"]["differences"]) == ("drifted", 1)
    unknown, drifted, pending = row["problems"]
    assert unknown.startswith("Recorded as applied, but no file has it: shop.0009_gone.")
    assert drifted.endswith("See: manage.py schemaguard drift --database default")
    assert pending == "1 migration is pending. See: manage.py schemaguard plan --database default"
    assert any("shop.0009_gone" in note and "without a run" in note for note in row["notes"])
    text = project.schemaguard("status", "-v", "2")
    assert "pending, contract: shop.0003_drop" in text.out
    assert "1 (1 contract)" in text.out


def test_what_runs_have_left(tmp_path: Any) -> None:
    """From a run that was killed in a migration that is undone as a whole, over one that is half done, to the end."""
    half = 'migrations.AddField("customer", "{}", models.BooleanField(null=True)),\n'
    project = shop(tmp_path, ADD.format("vip"))
    project.add_migration(
        "shop",
        "0003_half",
        migration(half.format("x") + half.format("y"), after=[("shop", "0002_step")], attributes="atomic = False"),
    )
    assert project.manage("migrate", "-v", "0", "schemaguard").code == 0
    assert project.manage("migrate", "-v", "0", "shop", "0001").code == 0

    def ledger(text: str) -> None:
        done = project.manage("shell", "-c", LEDGER.format(text))
        assert done.code == 0, done.err

    ledger('ledger.add(run.id, NewEntry(Event.STARTED, "shop", "0002_step"))')
    (row,) = status(project, code=1)
    assert row["last_run"]["outcome"] == "open"
    assert row["half"] == []
    assert (
        "stopped in shop.0002_step, of which nothing is left. Go on: manage.py schemaguard apply" in row["problems"][0]
    )
    assert "take it back" not in row["problems"][0]

    assert project.manage("migrate", "-v", "0", "shop", "0002").code == 0
    (row,) = status(project, code=1)
    assert [problem[:12] for problem in row["problems"]] == ["1 migration "]

    ledger(
        'ledger.add(run.id, NewEntry(Event.STARTED, "shop", "0003_half"))\n'
        'ledger.add(run.id, NewEntry(Event.OPERATION, "shop", "0003_half", operation=0))\n'
        'ledger.add(run.id, NewEntry(Event.FAILED, "shop", "0003_half", error="The disk is full."))\n'
        "ledger.end(run.id, Outcome.FAILED)"
    )
    (row,) = status(project, code=1)
    assert row["half"] == ["shop.0003_half"]
    assert "stopped in shop.0003_half after operation 1 of 2. The disk is full. Go on:" in row["problems"][0]
    assert f"take it back: manage.py schemaguard rollback --run {row['last_run']['id'][:8]}" in row["problems"][0]

    ledger(
        'ledger.add(run.id, NewEntry(Event.STARTED, "shop", "0003_half"))\n'
        'ledger.add(run.id, NewEntry(Event.DONE, "shop", "0003_half"))\n'
        'ledger.end(run.id, Outcome.DONE, details={"fingerprint": "0" * 64})'
    )
    (row,) = status(project, code=1)
    assert (row["half"], row["last_run"]["outcome"]) == ([], "done")
    assert row["drift"] == {
        "is": "drifted",
        "because": "The schema is not as the last run has left it.",
        "differences": None,
    }
