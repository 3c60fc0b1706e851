"""SQL that somebody has written: what is shown of it, and what becomes of it where it is written anew half-way."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemaguard.steps.by_hand_texts import without_foreign_texts
from tests.cli.applying import ENGINES, ask, on
from tests.projects import Project, migration, shop

pytestmark = pytest.mark.usefixtures("own_connections")

_AFTER = [("shop", "0001_initial")]
_SECRET = """
import os
WORD = os.environ.get("WORD", "none")
"""
_SET = """migrations.RunSQL(f"UPDATE shop_customer SET note = '{WORD}' WHERE name = 'Ann'", migrations.RunSQL.noop),"""


def test_what_the_file_does_not_say_is_shown_nowhere(tmp_path: Path) -> None:
    """A file may take a password from its host. The ledger outlives it, and plans are sent around."""
    project = shop(tmp_path)
    project.add_migration("shop", "0002_word", migration(_SET, after=_AFTER, above=_SECRET))
    saved = tmp_path / "plan.json"
    planned = project.schemaguard("plan", "--save", str(saved), WORD="hush4711")
    done = project.schemaguard("apply", WORD="hush4711")
    assert (planned.code, done.code) == (0, 0), planned.out + done.out
    ((sql,),) = ask(
        str(tmp_path / "db.sqlite3"),
        "SELECT sql FROM schemaguard_runstep WHERE event = 'done' AND migration = '0002_word'",
    )
    assert sql == "UPDATE shop_customer SET note = ? WHERE name = 'Ann'"
    shown = project.schemaguard("rollback", "--last", "--dry-run", WORD="hush4711")
    assert "SET note = ?" in " ".join(planned.out.split())
    history = project.schemaguard("history", "--run", _last(project), "--format", "json")
    assert "hush4711" not in planned.out + shown.out + done.out + history.out + saved.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("sql", "file", "shown"),
    [
        ("SELECT 'a',\n  'it''s'", "SELECT 'a', 'it''s'", "SELECT 'a', 'it''s'"),
        ("ALTER ROLE app PASSWORD E'x\\'y'", "ALTER ROLE app", "ALTER ROLE app PASSWORD ?"),
        ("DO $body$ SELECT 'hush' $body$", "DO $body$", "DO ?"),
        ("DO $$ SELECT\n 1 $$", "DO $$ SELECT 1 $$", "DO $$ SELECT 1 $$"),
        ("SELECT 'hu", "", "SELECT ?"),
        ("SELECT 'hu\\", "", "SELECT ?"),
        ("DO $$ SELECT hu", "", "DO ?"),
        ("SELECT '', 1", "", "SELECT '', 1"),
    ],
)
def test_texts_of_the_file(sql: str, file: str, shown: str) -> None:
    assert without_foreign_texts(sql, file) == shown


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_written_in_front_of_what_has_run_is_not_passed_over(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    project = shop(tmp_path)
    url = on(engine, project, request)
    assert project.schemaguard("apply").code == 0
    ann, bob = (f"INSERT INTO shop_customer (name) VALUES ('{name}')" for name in ("Ann", "Bob"))
    _write(project, ann, "INSERT INTO nosuch VALUES (1)")
    assert project.schemaguard("apply", "--no-probes", *_allowed(project)).code == 1
    _write(project, bob, ann)
    refused = project.schemaguard("apply", "--no-probes", *_allowed(project))
    assert refused.code == 1
    assert "statement 0 of operation 0 is another one than the one that has run" in " ".join(refused.out.split())
    _write(project, ann, bob)
    assert project.schemaguard("apply", "--no-probes", *_allowed(project)).code == 0
    assert sorted(ask(url, "SELECT name FROM shop_customer")) == [("Ann",), ("Bob",)]


def _write(project: Project, *statements: str) -> None:
    operation = f"migrations.RunSQL({list(statements)!r}, migrations.RunSQL.noop),"
    project.add_migration("shop", "0002_rows", migration(operation, after=_AFTER, attributes="atomic = False"))


def _allowed(project: Project) -> list[str]:
    names = project.schemaguard("plan", "--no-probes", "--format", "json").json["summary"]["allow"]
    return [f"--allow={name}" for name in names]


def _last(project: Project) -> str:
    return str(project.schemaguard("history", "--format", "json").json["runs"][0]["id"])
