"""Rehearsals in the ledger: was exactly this rehearsed, when, and on what, on every engine."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.cli.places import migrated, use
from tests.projects import Project, shop

#: Keeps a report, then asks. What it prints is JSON.
KEEP = """
import dataclasses, json, sys
import django
django.setup()
from schemaguard import store
from schemaguard.rehearsals import RehearsalReport
from tests.formats import rehearsals
from django.utils import timezone

said = []
for word in sys.argv[1].split():
    name, _, environment = word.partition("@")
    said.append(store.keep_rehearsals(getattr(rehearsals, name), environment or "ci"))
asked = json.loads(sys.argv[2])
found = [store.latest_rehearsal(*item["of"], **item.get("where", {})) for item in asked]
print(json.dumps({"said": said, "found": [item and {**dataclasses.asdict(item), "when": item.when} for item in found]}, default=str))
"""

DIGEST = "d" * 64


def kept(project: Project, reports: str, *asked: dict[str, Any]) -> Any:
    """What is said about reports that are kept, and what is found afterwards."""
    project.write("keep.py", KEEP)
    done = project.python("keep.py", reports, json.dumps(asked), DJANGO_SETTINGS_MODULE="settings")
    assert done.code == 0, done.err
    return done.json


def of(app: str, name: str, digest: str = DIGEST, **where: str) -> dict[str, Any]:
    return {"of": (app, name, digest), "where": where}


def test_what_was_rehearsed_is_found(tmp_path: Path) -> None:
    project = migrated(tmp_path)
    told = kept(
        project,
        "SEVERAL",
        of("shop", "0003_note"),
        of("shop", "0003_note", "e" * 64),
        of("shop", "0003_note", ""),
        of("shop", "0010_after"),
        of("events", "0001_initial"),
        of("events", "0001_initial", database="default"),
        of("events", "0001_initial", vendor="mongodb"),
        of("shop", "0005_no_op"),
    )
    assert told["said"] == ["Stored: 12 rehearsals."]
    lossy, edited, unread, skipped, events, *others, mongodb, no_op = told["found"]
    assert (lossy["verdict"], lossy["again"], lossy["server"], lossy["source"], lossy["most_rows"]) == (
        "lossy",
        "same",
        "PostgreSQL 18.1",
        "staging",
        1000,
    )
    assert (lossy["environment"], lossy["database"], lossy["mode"]) == ("ci", "default", "both")
    assert lossy["seconds"] == pytest.approx(0.275)
    assert lossy["when"].endswith(" UTC")
    document = json.loads(lossy["document"])
    assert document["lost"][0]["example"] == "7" and document["lost"][0]["rows"] == 3
    assert edited is None, "The file has changed."
    assert unread is None, "A file that could not be read is never the same."
    assert skipped is None, "What was skipped was not rehearsed."
    assert events == mongodb and events["database"] == "documents"
    assert others == [None]
    assert (no_op["verdict"], no_op["counts_as"]) == ("no-op", "failed-reverse")


def test_the_last_one_counts(tmp_path: Path) -> None:
    told = kept(migrated(tmp_path), "ONE GREEN SEVERAL", of("events", "0001_initial"))
    assert told["said"] == ["Stored: 11 rehearsals.", "Stored: 1 rehearsal.", "Stored: 12 rehearsals."]
    assert told["found"][0]["database"] == "documents"


def test_on_what_it_was_rehearsed_can_be_asked(tmp_path: Path) -> None:
    """What was rehearsed on one server, on one copy or in one place says nothing about the others."""
    name = ("shop", "0003_note")
    told = kept(
        migrated(tmp_path),
        "ONE ONE@staging UPGRADED@staging",
        of(*name),
        of(*name, server="PostgreSQL 18.1"),
        of(*name, server="PostgreSQL 18.1", environment="ci"),
        of(*name, server="PostgreSQL 19.0"),
        of(*name, server="PostgreSQL 19.0", environment="ci"),
        of(*name, server="PostgreSQL 17.0"),
        of(*name, source="staging"),
        of(*name, source="empty"),
        of(*name, source="empty", server="PostgreSQL 18.1"),
        of(*name, environment="production"),
        of(*name, "e" * 64, server="PostgreSQL 19.0"),
    )
    places = [item and (item["server"], item["source"], item["environment"]) for item in told["found"]]
    old, new = ("PostgreSQL 18.1", "staging"), ("PostgreSQL 19.0", "empty")
    assert places == [
        (*new, "staging"),
        (*old, "staging"),
        (*old, "ci"),
        (*new, "staging"),
        None,
        None,
        (*old, "staging"),
        (*new, "staging"),
        None,
        None,
        None,
    ]


def test_nothing_rehearsed_is_nothing_to_say(tmp_path: Path) -> None:
    assert kept(migrated(tmp_path), "NONE NOTHING")["said"] == ["", ""]


def test_a_ledger_without_the_table_is_no_failure(tmp_path: Path) -> None:
    project = shop(tmp_path)
    words = ["Not stored: the database 'default' has no table for rehearsals."]
    assert kept(project, "ONE", of("shop", "0003_note")) == {"said": words, "found": [None]}
    assert not (tmp_path / "db.sqlite3").exists(), "Looking for the ledger does not make a database."
    assert project.manage("migrate", "-v0", "schemaguard", "0002").code == 0
    assert kept(project, "ONE")["said"] == words


def test_a_ledger_that_is_down_is_no_failure(tmp_path: Path) -> None:
    project = shop(tmp_path)
    use(project, default="postgres://shop:hush@127.0.0.1:1/shop")
    assert kept(project, "ONE")["said"] == ["Not stored: the ledger could not be written (OperationalError)."]


@pytest.mark.parametrize("fixture", ["postgresql_url", "mariadb_url", "django_mongodb_url"])
def test_every_engine(tmp_path: Path, fixture: str, request: pytest.FixtureRequest) -> None:
    project = Project(tmp_path)
    use(project, default=str(request.getfixturevalue(fixture)))
    assert project.manage("migrate", "-v0").code == 0
    told = kept(project, "SEVERAL SEVERAL", of("shop", "0004_residue"))
    assert told["said"] == ["Stored: 12 rehearsals."] * 2
    assert told["found"][0]["verdict"] == "residue"
    assert project.manage("migrate", "-v0", "schemaguard", "0002").code == 0, "The reverse works."


def test_a_wrong_clock_hides_nothing(tmp_path: Path) -> None:
    """What was rehearsed last counts, whatever the clock said when it was rehearsed before."""
    project = migrated(tmp_path)
    kept(project, "ONE", of("shop", "0003_note"))
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        database.execute(
            "UPDATE schemaguard_rehearsalrecord SET rehearsed_at = '2999-01-01 00:00:00', verdict = 'failed-forward'"
        )
    (found,) = kept(project, "SEVERAL", of("shop", "0003_note"))["found"]
    assert found["verdict"] == "lossy"
