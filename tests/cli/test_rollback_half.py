"""``rollback`` of what several runs have left half done: each way to name it finds it, and status names one that does."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copyfile

import pytest

from tests.cli.applying import applied, columns
from tests.projects import Project, migration, shop

pytestmark = pytest.mark.usefixtures("own_connections")

_CODE = """
def fail(apps, editor):
    import os
    if "FAIL" in os.environ:
        raise RuntimeError("not today")
"""
_APART = """
migrations.AddField("Customer", "first", models.IntegerField(null=True)),
migrations.AddField("Customer", "second", models.IntegerField(null=True)),
migrations.RunPython(fail, migrations.RunPython.noop),
"""


def begun_twice(root: Path) -> tuple[Project, str, list[str]]:
    """A migration that two runs have begun: the second one came no further. The ids of all runs, the first one first."""
    project = shop(root)
    ids: list[str] = []
    project.settings("del SCHEMAGUARD['TARGET']")
    project.add_migration(
        "shop",
        "0002_apart",
        migration(_APART, after=[("shop", "0001_initial")], above=_CODE, attributes="atomic = False"),
    )
    for words in (("apply", "shop", "0001"), ("apply",), ("apply",)):
        done = project.schemaguard(*words, "--format", "json", FAIL="1")
        assert done.code == (1 if ids else 0), done.out + done.err
        ids.append(done.json["run"])
    return project, str(root / "db.sqlite3"), ids


def test_every_way_to_name_it_takes_it_back(tmp_path: Path) -> None:
    project, url, (_, first, second) = begun_twice(tmp_path)
    told = " ".join(project.schemaguard("status").out.split())
    assert "in shop.0002_apart after operation 2 of 3" in told
    assert re.findall(r"rollback --run (\w+)", told) == [second[:8]]
    copyfile(url, tmp_path / "half")
    for words in (("--run", second), ("--run", first), ("shop", "0001"), ("--last",)):
        copyfile(tmp_path / "half", url)
        done = project.schemaguard("rollback", *words)
        assert done.code == 0, done.out + done.err
        assert "1 migration taken back" in done.out, words
        assert columns(url, "shop_customer") == {"id", "name", "note"}, words
    assert "Nothing to take back" in project.schemaguard("rollback", "shop", "0001").out


def test_what_a_later_run_has_finished_is_that_run(tmp_path: Path) -> None:
    project, url, (_, first, second) = begun_twice(tmp_path)
    third = project.schemaguard("apply", "--format", "json").json["run"]
    for run in (first, second):
        assert "Nothing to take back" in project.schemaguard("rollback", "--run", run).out
    assert applied(url) == ["0001_initial", "0002_apart"]
    assert project.schemaguard("rollback", "--run", third).code == 0
    assert applied(url) == ["0001_initial"]


def test_what_half_of_another_stands_on_stays(tmp_path: Path) -> None:
    """Its beginning would go with the table, and the ledger would take it for done."""
    project, _, ids = begun_twice(tmp_path)
    refused = project.schemaguard("rollback", "--run", ids[0], "--accept-loss", "shop_customer")
    assert refused.is_one_clear_line(), refused
    assert "shop.0002_apart needs what would be taken back" in refused.err


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    """Nothing goes on without it. Who brings it back can go on, or back."""
    project, url, (first, *_, last) = begun_twice(tmp_path)
    path = tmp_path / "shop" / "migrations" / "0002_apart.py"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    told = " ".join(project.schemaguard("status").out.split())
    assert "in shop.0002_apart which no file has any more" in told
    assert "Bring the file back as it was: then apply goes on where it stopped" in told
    assert f"history --run {last[:8]} --format json" in told
    assert "Go on: manage.py schemaguard apply" not in told
    assert "shop.0002_apart is half applied on 'default', and its file is gone" in _flat(project, "plan")
    nothing = _flat(project, "apply")
    assert "shop.0002_apart is half applied on 'default', and its file is gone" in nothing
    for words in (("--last",), ("--run", first), ("shop", "zero")):
        refused = project.schemaguard("rollback", *words)
        assert refused.is_one_clear_line() and "shop.0002_apart is half applied" in refused.err, refused
    sources = {
        item["source"] for item in project.schemaguard("history", "--run", last, "--format", "json").json["entries"]
    }
    assert text in sources
    path.write_text(text, encoding="utf-8")
    assert project.schemaguard("rollback", "shop", "0001").code == 0
    assert columns(url, "shop_customer") == {"id", "name", "note"}
    assert project.schemaguard("rollback", "shop", "zero").code == 0


def _flat(project: Project, *words: str) -> str:
    return " ".join(project.schemaguard(*words).out.split())


def test_a_file_that_is_gone_and_has_left_nothing(tmp_path: Path) -> None:
    """What runs in one transaction is undone as a whole: who deletes it and writes another one has no trouble."""
    project = shop(tmp_path)
    assert project.schemaguard("apply").code == 0
    after = [("shop", "0001_initial")]
    path = project.add_migration("shop", "0002_fails", migration(_APART, after=after, above=_CODE))
    assert project.schemaguard("apply", FAIL="1").code == 1
    path.unlink()
    assert "half applied" not in _flat(project, "plan")
    assert "Bring the file back" not in _flat(project, "status")
    assert project.schemaguard("rollback", "shop", "zero").code == 0
