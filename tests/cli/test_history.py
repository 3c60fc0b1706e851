"""``schemaguard history`` as people and programs use it: lists, filters, one run, formats, verifying, bad input."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.places import execute, use
from tests.projects import Project, migration, shop

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/reference/history.schema.json").read_text(encoding="utf-8"))
ADD = 'migrations.AddField("customer", "city", models.TextField(null=True)),'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two migrations in two runs, and a second database that nobody has migrated."""
    project = shop(tmp_path, ADD)
    project.settings("SCHEMAGUARD['ENVIRONMENT'] = 'staging'")
    use(project, other=f"sqlite:///{tmp_path}/other.sqlite3")
    text = migration(
        ADD, after=[("shop", "0001_initial")], attributes='ticket = "SHOP-2"', reason="=HYPERLINK() is – no *formula*."
    )
    project.add_migration("shop", "0002_step", text)
    assert project.manage("migrate", "-v0", "shop", "0001").code == 0
    assert project.manage("migrate", "-v0", "schemaguard").code == 0
    assert project.manage("migrate", "-v0", GITHUB_ACTOR="octo", GITHUB_SHA="c" * 40).code == 0
    return project


def listed(project: Project, *arguments: str) -> list[dict[str, Any]]:
    done = project.schemaguard("history", "--format", "json", *arguments)
    assert done.code == 0, done.err
    jsonschema.validate(done.json, SCHEMA)
    found: list[dict[str, Any]] = done.json["runs"]
    return found


def test_runs_are_listed_filtered_and_shown(project: Project) -> None:
    last, made, observed = listed(project)
    assert [run["command"] for run in (last, made, observed)] == ["migrate", "migrate", "observe"]
    assert last["who"]["ci"] == "octo" and last["git"]["commit"] == "c" * 40 and last["environment"] == "staging"
    assert [line["migration"] for line in last["migrations"]] == ["0002_step"]
    filters = {
        ("--app", "shop"): [last, observed],
        ("--migration", "0002_st"): [last],
        ("--ticket", "SHOP-2"): [last],
        ("--person", "OCTO"): [last],
        ("--environment", "production"): [],
        ("--outcome", "failed"): [],
        ("--limit", "2"): [last, made],
        ("--database", "default", "--since", "1h", "--outcome", "done"): [last, made, observed],
        ("--until", "2020-01-01"): [],
        ("--since", "2020-01-01T10:00", "--until", "2999-12-31", "--app", "schemaguard"): [made],
    }
    for arguments, wanted in filters.items():
        assert listed(project, *arguments) == wanted, arguments
    one = project.schemaguard("history", "--format", "json", "--run", last["id"]).json
    jsonschema.validate(one, SCHEMA)
    events = [entry["event"] for entry in one["entries"]]
    assert events == ["begun", "started", "done", "ended"]
    assert "AddField" in one["entries"][1]["source"] and one["entries"][2]["source"] == ""

    text = project.schemaguard("history").out
    assert "by octo on " in text and "3 runs." in text
    assert "Note: The database 'other' has no ledger yet." in text
    text = project.schemaguard("history", "--run", last["id"][:6]).out
    assert "started shop.0002_step" in text and "SHOP-2" in text and "CI octo" in text
    rows = list(csv.DictReader(io.StringIO(project.schemaguard("history", "--format", "csv").out)))
    assert (rows[0]["migration"], rows[0]["reason"]) == ("0002_step", "'=HYPERLINK() is – no *formula*.")
    assert len(rows) == 1 + 3 + 1
    markdown = project.schemaguard("history", "--format", "markdown", "--run", last["id"][:6]).out
    assert "| started shop.0002&#95;step |" in markdown or "| started shop.0002_step |" in markdown
    assert "| octo on " in project.schemaguard("history", "--format", "markdown").out


def test_verified_touched_and_expected(project: Project) -> None:
    done = project.schemaguard("history", "--verify", "--database", "default")
    assert done.code == 0 and "default: 15 entries, unbroken" in done.out, done.out
    head = done.out.split("The last entry is ")[1].split(":")[0]
    assert project.schemaguard("history", "--verify", "--expect", head).code == 0
    assert project.schemaguard("history", "--verify", "--expect", f"default: {head}").code == 0
    done = project.schemaguard("history", "--verify", "--expect", "99 0123456789abcdef")
    assert done.code == 1 and "Entry 99 is not there" in done.out
    execute(project.root / "db.sqlite3", "UPDATE schemaguard_runstep SET ticket = 'SHOP-3' WHERE number = 13")
    done = project.schemaguard("history", "--verify", "--format", "json")
    assert done.code == 1
    jsonschema.validate(done.json, SCHEMA)
    (database,) = done.json["databases"]
    assert [(item["kind"], item["number"]) for item in database["problems"]] == [("changed", 13)]
    execute(project.root / "db.sqlite3", "UPDATE schemaguard_runstep SET event = 'eaten' WHERE number = 13")
    done = project.schemaguard("history", "--app", "shop")
    assert done.code == 2 and "history --verify" in done.err
    execute(
        project.root / "db.sqlite3", *(f"DROP TABLE schemaguard_{name}" for name in ("runstep", "run", "ledgerhead"))
    )
    done = project.schemaguard("history", "--verify")
    assert done.code == 1 and "tables of the ledger are gone" in done.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--run", "zzz"), "None of the runs begin with 'zzz'"),
        (("--database", "defualt"), "Did you mean 'default'?"),
        (("--outcome", "failde"), "Did you mean 'failed'?"),
        (("--since", "yesterday"), "--since takes a date"),
        (("--limit", "0"), "--limit takes a number"),
        (("--format", "html"), "There is no format 'html'"),
        (("--expect", "1 0123456789abcdef"), "--expect is for --verify"),
        (("--verify", "--expect", "all"), "--expect takes a number and the first digits of a hash"),
        (("--verify", "--expect", "othre: 1 0123456789abcdef"), "say of which database"),
        (("--verify", "--database", "other"), "has no ledger yet"),
    ],
)
def test_bad_input_is_one_line(
    tmp_path_factory: pytest.TempPathFactory, arguments: tuple[str, ...], words: str
) -> None:
    done = _shared(tmp_path_factory).schemaguard("history", *arguments)
    assert done.is_one_clear_line(), (done.out, done.err)
    assert words in done.err


_made: list[Project] = []


def _shared(factory: pytest.TempPathFactory) -> Project:
    """Only read, so that one is enough."""
    if not _made:
        root = factory.mktemp("history")
        project = shop(root)
        use(project, other=f"sqlite:///{root}/other.sqlite3")
        assert project.manage("migrate", "-v0").code == 0
        _made.append(project)
    return _made[0]


def test_a_database_that_is_down(tmp_path: Path) -> None:
    project = shop(tmp_path)
    use(project, default="postgres://shop:hush@127.0.0.1:1/shop")
    listed_ = project.schemaguard("history")
    assert listed_.code == 0 and "cannot be read" in listed_.out and "hush" not in listed_.out
    done = project.schemaguard("history", "--verify")
    assert done.is_one_clear_line() and "hush" not in done.err


def test_one_of_several_that_is_down(tmp_path: Path) -> None:
    """The others are verified all the same, and nobody says that all is well."""
    project = shop(tmp_path)
    assert project.manage("migrate", "-v0").code == 0
    use(project, other="postgres://shop:hush@127.0.0.1:1/shop")
    done = project.schemaguard("history", "--verify")
    assert done.code == 2, done.out + done.err
    assert "default: 10 entries, unbroken" in done.out
    assert "other: not verified. The ledger of 'other' cannot be read" in " ".join(done.out.split())
    told = project.schemaguard("history", "--verify", "--format", "json")
    jsonschema.validate(told.json, SCHEMA)
    assert told.json["unbroken"] is False
    assert [one["unread"] is None for one in told.json["databases"]] == [True, False]
    assert "hush" not in done.out + done.err + told.out
    execute(tmp_path / "db.sqlite3", "UPDATE schemaguard_runstep SET ticket = 'SHOP-3' WHERE number = 2")
    assert project.schemaguard("history", "--verify").code == 1


def test_what_was_expected_of_a_ledger_that_is_gone(tmp_path: Path) -> None:
    project = shop(tmp_path)
    assert project.manage("migrate", "-v0").code == 0
    use(project, other=f"sqlite:///{tmp_path}/other.sqlite3")
    execute(tmp_path / "db.sqlite3", *(f"DROP TABLE schemaguard_{name}" for name in ("runstep", "run", "ledgerhead")))
    for expected in ("3 0123456789abcdef", "default: 3 0123456789abcdef"):
        done = project.schemaguard("history", "--verify", "--expect", expected)
        assert done.code == 1 and "tables of the ledger are gone" in done.out, done
    done = project.schemaguard("history", "--verify", "--expect", "other: 3 0123456789abcdef")
    assert done.code == 1 and "There is no ledger, although entry 3" in done.out


def test_since_is_asked_of_the_database(tmp_path: Path) -> None:
    """Of a long history only what is shown is read."""
    project = shop(tmp_path)
    assert project.manage("migrate", "-v0").code == 0
    execute(
        tmp_path / "db.sqlite3", "UPDATE schemaguard_runstep SET details = 'far too long ago' WHERE event = 'begun'"
    )
    project.settings(
        "LOGGING = {'version': 1, 'handlers': {'err': {'class': 'logging.StreamHandler'}}, 'loggers': {"
        "'django.db.backends': {'level': 'DEBUG', 'handlers': ['err']}}}\nDEBUG = True"
    )
    none = project.schemaguard("history", "--since", "2999-01-01")
    assert none.code == 0, none.err
    assert "begun_at" in none.err and '"schemaguard_runstep"."details"' not in none.err
    some = project.schemaguard("history", "--since", "1h", "--until", "2999-01-01")
    assert "migrate on" in some.out and '"schemaguard_runstep"."details"' in some.err
