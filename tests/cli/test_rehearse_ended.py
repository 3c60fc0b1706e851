"""A rehearsal that ends before it is done, beside another one: nothing stays behind, and nobody loses anything."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.rehearsing import ENGINES, live, scratch_databases
from tests.cli.test_drift_mongodb import papers
from tests.projects import Project, migration
from tests.servers.mongodb import connect
from tests.waiting import until

#: Says where it is, and waits there as long as it is told to.
PAUSES = """
import os
import time
from pathlib import Path

calls = []


def pause(way):
    calls.append(way)
    name = "again" if calls.count(way) > 1 else way
    if os.environ.get("PAUSE_AT") == name:
        Path("paused").write_text(name)
        while not Path("go").exists():
            time.sleep(0.05)


def forward(apps, editor):
    pause("forward")


def reverse(apps, editor):
    pause("reverse")


"""


class Case:
    """A project with one pending migration, which pauses."""

    def __init__(self, project: Project, alias: str, left: Callable[[], list[str]]) -> None:
        self.project, self.alias, self.left = project, alias, left

    def start(self, at: str) -> subprocess.Popen[str]:
        """A rehearsal that has come so far."""
        for name in ("paused", "go"):
            (self.project.root / name).unlink(missing_ok=True)
        environment = self.project.environment(PAUSE_AT=at, TMPDIR=str(self.temporary()))
        process = subprocess.Popen(
            [sys.executable, "manage.py", "schemaguard", "rehearse", "--database", self.alias],
            cwd=self.project.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        until(lambda: (self.project.root / "paused").exists() or process.poll() is not None)
        assert process.poll() is None, process.communicate()
        return process

    def temporary(self) -> Path:
        """Where temporary files of commands are."""
        path = self.project.root / "tmp"
        path.mkdir(exist_ok=True)
        return path

    def rehearse(self) -> Any:
        """One from the beginning to the end."""
        done = self.project.schemaguard("rehearse", "--database", self.alias, TMPDIR=str(self.temporary()))
        assert done.code == 0, (done.out, done.err)
        return done


@contextmanager
def sql(engine: str, root: Path) -> Iterator[Case]:
    with live(engine, root) as found:
        paused(found.project, "shop")
        yield Case(found.project, "default", lambda: scratch_databases(found))


def paused(project: Project, app: str) -> None:
    code = "migrations.RunPython(forward, reverse),"
    text = migration(code, after=[(app, "0001_initial")], above=PAUSES)
    for path in (project.root / app / "migrations").glob("0002*.py"):
        path.unlink()
    project.add_migration(app, "0002_pauses", text)


@pytest.fixture(params=[*ENGINES, pytest.param("mongodb", marks=pytest.mark.mongodb)], scope="module")
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    root = tmp_path_factory.mktemp("ended")
    if request.param != "mongodb":
        with sql(request.param, root) as found:
            yield found
        return
    from tests.conftest import obtain
    from tests.servers.mongodb import refused_by_backend

    with obtain("mongodb").fresh() as url:
        if reason := refused_by_backend(url):
            pytest.skip(reason)
        project = papers(root, url)
        paused(project, "papers")

        def left() -> list[str]:
            with connect(url) as client:
                return [name for name in client.list_database_names() if name.startswith("schemaguard_scratch_")]

        yield Case(project, "documents", left)


#: Where it is, how it is ended, and its exit code then. What a killed process leaves, the next one finds.
ENDS = [("forward", signal.SIGINT, 130), ("again", signal.SIGTERM, 143), ("reverse", signal.SIGKILL, -9)]


def test_nothing_stays_behind_and_others_are_left_alone(case: Case) -> None:
    """One that waits on the way back, where all there is is in use; others end in every way meanwhile."""
    before = set(case.left())  # Other tests use the same servers.
    first = case.start("reverse")
    try:
        own = set(case.left()) - before
        for at, ending, code in ENDS:
            process = case.start(at)
            process.send_signal(ending)
            out, err = process.communicate(timeout=60)
            # A database in memory has nothing to be taken away, so that SIGTERM may do what it does.
            assert process.returncode in (code, -ending), (out, err)
            assert "Traceback" not in err, err
            assert not own or own & set(case.left()), "the database of another one is gone"
            if code > 0:
                until(lambda: not set(case.left()) - own - before)
        case.rehearse()
        until(lambda: not set(case.left()) - own - before)
    finally:
        (case.project.root / "go").touch()
        out, err = first.communicate(timeout=60)
    assert (first.returncode, err) == (0, ""), (out, err)
    until(lambda: not own & set(case.left()))
    assert list(case.temporary().iterdir()) == []
