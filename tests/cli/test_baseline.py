"""The baseline: what an old history is forgiven, in a file that people can review."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.projects import Project, migration, shop

REMOVE = 'migrations.RemoveField("customer", "note"),'
NAME = 'migrations.RemoveField("customer", "name"),'
SQL = "migrations.RunSQL('UPDATE shop_customer SET name = 1'),"
FILE = "baseline.json"


def write(project: Project, *arguments: str) -> list[dict[str, str]]:
    """Write the baseline and return its entries."""
    done = project.schemaguard("check", "--write-baseline", FILE, *arguments)
    assert done.code == 0, done.err
    entries: list[dict[str, str]] = json.loads(project.read(FILE))["findings"]
    assert f"Took {len(entries)} finding" in done.out
    return entries


def left(project: Project, *arguments: str) -> list[str]:
    """The rules that are left."""
    return project.found("--baseline", FILE, *arguments)


def rewrite(project: Project, *operations: str, above: str = "") -> None:
    """Give the second migration these operations."""
    text = migration("\n".join(operations), after=[("shop", "0001_initial")], above=above)
    project.add_migration("shop", "0002_step", text)


def test_takes_over_and_leaves_out(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    assert project.schemaguard("check").code == 1
    entries = write(project)
    assert {entry["rule"] for entry in entries} >= {"drop-column", "models-without-migration"}
    done = project.schemaguard("check", "--baseline", FILE)
    assert done.code == 0
    assert f"{len(entries)} in the baseline." in " ".join(done.out.split())
    report = project.check("--baseline", FILE)
    assert report["findings"] == []
    assert report["summary"]["baselined"] == len(entries)


def test_what_is_new_is_told(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    write(project)
    project.add_migration("shop", "0003_name", migration(NAME, after=[("shop", "0002_step")]))
    found = project.check("--baseline", FILE)["findings"]
    assert ("drop-column", "0003_name") in {(f["rule"], f["migration"]) for f in found}
    assert "0002_step" not in {f["migration"] for f in found}


def test_each_entry_is_one_line_that_people_can_read(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    entries = write(project)
    lines = project.read(FILE).splitlines()
    assert len(lines) == len(entries) + 5
    (line,) = [line for line in lines if '"drop-column"' in line]
    for word in ("shop", "0002_step", "Dropping shop_customer.note destroys its values."):
        assert word in line
    assert project.read(FILE).endswith("}\n")


def test_entries_are_sorted_and_writing_again_changes_nothing(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE, NAME, SQL)
    write(project)
    before = project.read(FILE)
    keys = [(e["app"], e["migration"], e["rule"], e["message"]) for e in json.loads(before)["findings"]]
    assert keys == sorted(keys)
    write(project)
    assert project.read(FILE) == before


def test_no_findings_make_an_empty_baseline(tmp_path: Path) -> None:
    project = Project(tmp_path)
    assert write(project) == []
    assert left(project) == []


@pytest.mark.parametrize(
    ("operations", "above"),
    [
        ([REMOVE, NAME, SQL], "\n\n# Three lines\n# more.\n"),
        ([NAME, REMOVE, SQL], ""),
        ([NAME, "# A comment.", SQL, "migrations.RemoveField(\n    model_name='customer',\n    name='note',\n),"], ""),
        (["migrations.RunSQL('SELECT 1', ''),", REMOVE, NAME, SQL], ""),
    ],
    ids=["moved down", "another order", "another layout", "one operation more"],
)
def test_is_stable(tmp_path: Path, operations: list[str], above: str) -> None:
    project = shop(tmp_path, f"{REMOVE}\n{NAME}\n{SQL}")
    write(project)
    rewrite(project, *operations, above=above)
    assert left(project) == []


def test_does_not_forgive_another_severity_or_another_thing(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    write(project)
    project.settings("SCHEMAGUARD['RULES'] = {'drop-column': 'warning'}")
    assert left(project) == []
    rewrite(project, NAME)
    assert "drop-column" in left(project)


def test_the_same_thing_twice_is_two_entries(tmp_path: Path) -> None:
    project = shop(tmp_path, SQL)
    write(project)
    rewrite(project, SQL, SQL)
    assert left(project).count("update-without-where") == 1


def test_an_entry_that_matches_nothing_is_a_finding(tmp_path: Path) -> None:
    project = shop(tmp_path, f"{REMOVE}\n{SQL}")
    write(project)
    rewrite(project, REMOVE)
    found: list[dict[str, Any]] = project.check("--baseline", FILE)["findings"]
    assert {f["rule"] for f in found} == {"baseline-entry-stale"}
    assert {(f["app"], f["migration"], f["path"], f["severity"]) for f in found} == {
        ("shop", "0002_step", FILE, "warning")
    }
    assert any("update-without-where" in f["message"] for f in found)
    write(project)
    assert left(project) == []


@pytest.mark.parametrize("arguments", [["shop"], ["shop", "0001"], ["--database", "default"], ["--target", "sqlite"]])
def test_entries_are_not_called_stale_where_only_a_part_was_judged(tmp_path: Path, arguments: list[str]) -> None:
    project = shop(tmp_path, f"{REMOVE}\n{SQL}")
    write(project)
    rewrite(project)
    assert "baseline-entry-stale" not in left(project, *arguments)


def test_entries_about_the_history_are_not_called_stale_offline(tmp_path: Path) -> None:
    """Whether they match depends on the databases that could be asked."""
    project = shop(tmp_path, "migrations.RunSQL('SELECT 1', ''),")
    assert project.manage("migrate", "-v0").code == 0
    rewrite(project, "migrations.RunSQL('SELECT 2', ''),")
    assert "released-migration-edited" in {entry["rule"] for entry in write(project)}
    assert left(project) == []
    assert left(project, "--offline") == []


def test_the_settings_may_name_it(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    write(project)
    project.settings(f"SCHEMAGUARD['BASELINE'] = {FILE!r}")
    assert project.found() == []
    assert len(write(project)) > 0, "writing looks at all findings, those of the old baseline included"
    project.write("other.json", '{"format": 1, "findings": []}')
    assert "drop-column" in project.found("--baseline", "other.json")


def test_silenced_findings_are_not_taken_over(tmp_path: Path) -> None:
    project = shop(tmp_path, f"{REMOVE}  # schemaguard: ignore drop-column -- nobody reads it")
    assert "drop-column" not in {entry["rule"] for entry in write(project)}


def test_findings_of_several_databases_are_one_entry(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE)
    project.settings(
        "DATABASES['other'] = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'other'}\n"
        "SCHEMAGUARD['TARGET'] = {'default': 'postgresql 16', 'other': 'mysql 8.4'}"
    )
    entries = write(project)
    assert len({tuple(entry.items()) for entry in entries}) == len(entries)
    assert left(project) == []


def test_unicode_survives(tmp_path: Path) -> None:
    project = shop(tmp_path, "migrations.RunSQL('UPDATE größe SET a = 1'),")
    write(project)
    assert "größe" in project.read(FILE)
    assert left(project) == []


def test_writing_a_part_keeps_the_entries_of_the_others(tmp_path: Path) -> None:
    project = shop(tmp_path, REMOVE, NAME)
    write(project)
    whole = project.read(FILE)
    project.schemaguard("check", "shop", "0002", "--write-baseline", FILE)
    assert project.read(FILE) == whole
    project.add_migration("shop", "0003_step", migration(SQL, after=[("shop", "0002_step")]))
    project.schemaguard("check", "shop", "0003", "--write-baseline", FILE)
    entries = json.loads(project.read(FILE))["findings"]
    rules = {(entry["migration"], entry["rule"]) for entry in entries}
    assert ("0002_step", "drop-column") in rules
    assert ("0003_step", "update-without-where") in rules
    assert ("0003_step", "drop-column") not in rules
