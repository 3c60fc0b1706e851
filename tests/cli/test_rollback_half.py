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
