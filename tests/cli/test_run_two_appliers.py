"""Several runs at once: one works, one says who does, and one waits, and has nothing left to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.applying import ENGINES, on, start
from tests.projects import Project, migration
from tests.waiting import until

CODE = """
import time
from pathlib import Path


def waits(apps, editor):
    with open("ran", "a") as file:
        file.write("once")
    for _ in range(600):
        if Path("go").exists():
            return
        time.sleep(0.05)
"""


def project_on(engine: str, root: Path, request: pytest.FixtureRequest) -> Project:
    """A project whose only migration waits for a file."""
    project = Project(root)
    waits = migration("migrations.RunPython(waits, migrations.RunPython.noop),", above=CODE)
    project.add_app("shop", "", {"0001_waits": waits})
    on(engine, project, request)
    return project


@pytest.mark.parametrize("engine", [*ENGINES, pytest.param("mongodb", marks=pytest.mark.mongodb)])
def test_one_works(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    project = project_on(engine, tmp_path, request)
    first = start(project)
    until((tmp_path / "ran").exists)
    refused = project.schemaguard("apply", "--no-probes")
    assert refused.is_one_clear_line(), refused
    assert "in the hands of another run" in refused.err
    # Waiting is done by the same code everywhere: once is enough.
    waiting = start(project, "--wait", "60s") if engine == "sqlite" else None
    (tmp_path / "go").touch()
    said, _ = first.communicate(timeout=60)
    assert first.returncode == 0, said
    if waiting is not None:
        assert "Nothing to apply" in waiting.communicate(timeout=60)[0]
        assert waiting.returncode == 0
    assert (tmp_path / "ran").read_text() == "once"
    history = project.schemaguard("history", "--app", "shop", "--format", "json")
    assert len(history.json["runs"]) == 1
    assert project.schemaguard("history", "--verify").code == 0
