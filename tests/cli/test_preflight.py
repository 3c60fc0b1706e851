"""``preflight`` from the command line: what it prints, in each format, and its exit codes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.projects import Done, Project, shop

_OPERATIONS = (
    'migrations.AlterField("Customer", "note", models.TextField()),',
    'migrations.RemoveField("Customer", "name"),',
)
SCHEMA = json.loads((Path(__file__).parents[2] / "docs/reference/preflight.schema.json").read_text(encoding="utf-8"))
SECRET = "nobody may read this"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two customers, one of them without a note, and two migrations to come."""
    project = shop(tmp_path_factory.mktemp("preflight"), *_OPERATIONS)
    project.settings("SCHEMAGUARD['TARGET'] = {}")
    done = project.manage("migrate", "-v0", "shop", "0001")
    assert done.code == 0, done.err
    with closing(sqlite3.connect(project.root / "db.sqlite3")) as connection:
        connection.execute("INSERT INTO shop_customer (id, name, note) VALUES (1, ?, NULL), (2, ?, ?)", [SECRET] * 3)
        connection.commit()
    return project


def ask(project: Project, *arguments: str) -> Done:
    """Run the verb."""
    return project.schemaguard("preflight", *arguments)


def test_text(project: Project) -> None:
    """The worst first, clean ones as a number, no values of rows."""
    done = ask(project, "shop")
    assert (done.code, done.err) == (1, "")
    assert "1 row holds NULL in shop_customer.note" in done.out
    assert "For example: id=1" in done.out
    assert 'SELECT "id" FROM "shop_customer" WHERE "note" IS NULL;' in done.out
    assert done.out.index("nulls-before-not-null") < done.out.index("destroyed-by-drop")
    assert SECRET not in done.out
    assert done.out == ask(project, "shop").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--fail-on", "never"], 0),
        (["--fail-on", "warning"], 1),
        (["shop", "0003", "--fail-on", "unknown"], 0),
        (["shop", "0002"], 1),
        (["--seconds", "3", "--database", "default"], 1),
    ],
)
def test_exit_codes(project: Project, arguments: list[str], code: int) -> None:
    """What is asked for decides."""
    assert ask(project, *arguments).code == code


def test_json(project: Project) -> None:
    """As its schema says."""
    done = ask(project, "--format", "json")
    document: dict[str, Any] = done.json
    jsonschema.validate(document, SCHEMA)
    (database,) = document["databases"]
    assert [item["migration"] for item in database["pending"] if item["app"] == "shop"] == ["0002_step", "0003_step"]
    failed = [item for item in database["probes"] if item["answer"] == "failed"]
    assert [(item["probe"], item["object"], item["count"], item["examples"]) for item in failed] == [
        ("nulls-before-not-null", "shop_customer.note", 1, ["id=1"])
    ]
    assert document["summary"]["failed"] == 1
    assert SECRET not in done.out


def test_markdown(project: Project, tmp_path: Path) -> None:
    """For a merge request."""
    done = ask(project, "shop", "--format", "markdown", "--output", str(tmp_path / "said.md"))
    text = (tmp_path / "said.md").read_text(encoding="utf-8")
    assert done.code == 1
    assert "| failed | nulls-before-not-null |" in text
    assert SECRET not in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["shopp"], "There is no app 'shopp'"),
        (["shop", "0009"], "has no migration '0009'"),
        (["--database", "other"], "has no database 'other'"),
        (["--seconds", "soon"], "--seconds takes a number"),
        (["--fail-on", "notice"], "--fail-on takes"),
    ],
)
def test_bad_input(project: Project, arguments: list[str], said: str) -> None:
    """One clear line."""
    done = ask(project, *arguments)
    assert done.is_one_clear_line(), done
    assert said in done.err


@pytest.mark.parametrize("value", ["0", "90000", "True", "'20s'"])
def test_bad_setting(tmp_path: Path, value: str) -> None:
    """Seconds are a number that a server takes."""
    project = shop(tmp_path)
    project.settings(f"SCHEMAGUARD['PROBE_SECONDS'] = {value}")
    done = ask(project)
    assert done.is_one_clear_line(), done
    assert "PROBE_SECONDS" in done.err


def test_nothing_pending_and_nothing_there(tmp_path: Path) -> None:
    """A server is asked all the same; a database that does not exist has nothing in the way."""
    project = shop(tmp_path)
    project.settings(
        "SCHEMAGUARD['TARGET'] = {}\nINSTALLED_APPS.remove('schemaguard')\nINSTALLED_APPS.append('schemaguard')"
    )
    missing = ask(project, "shop")
    assert missing.code == 0
    assert "does not exist yet" in missing.out
    assert not (tmp_path / "db.sqlite3").exists()
    assert project.manage("migrate", "-v0").code == 0
    done = ask(project)
    assert done.code == 0
    assert "nothing pending" in done.out
    assert "clean" in done.out
