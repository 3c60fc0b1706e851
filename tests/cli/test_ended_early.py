"""The command ends before it is done: its reader goes away, or somebody presses Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.projects import Project, migration, shop

WAITS = "import time\n\nprint('here', flush=True)\ntime.sleep(60)\n"


def start(project: Project, *arguments: str) -> subprocess.Popen[str]:
    """The command in a process of its own, with both outputs in pipes."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "schemaguard", "check", *arguments],
        cwd=project.root,
        env=project.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("name", ["text", "json"])
def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path, name: str) -> None:
    project = shop(tmp_path, 'migrations.RemoveField("customer", "note"),')
    process = start(project, "--offline", "--format", name)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == "CommandError: Nobody reads the output any more: it is not complete.\n"
    process.stderr.close()
    assert process.wait() == 2


def test_ctrl_c_is_no_traceback(tmp_path: Path) -> None:
    project = shop(tmp_path, 'migrations.RemoveField("customer", "note"),')
    project.add_migration("shop", "0003_waits", migration(after=[("shop", "0002_step")], above=WAITS))
    output = tmp_path / "findings.json"
    process = start(project, "--offline", "--format", "json", "--output", str(output))
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGINT)
    assert process.communicate() == ("", "CommandError: Stopped.\n")
    assert process.returncode == 130
    assert not output.exists()
