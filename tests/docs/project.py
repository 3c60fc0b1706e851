"""A directory in which the commands of a page are run, in a shell, as a reader would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, ignore_patterns

from tests.docs.pages import ROOT, Block, shows

#: The checkout's own schemaguard is an app of the project here; for a reader it is an installed package.
_SETTINGS = """\
from sample_project.settings import *

SCHEMAGUARD["EXCLUDE_APPS"] = ["schemaguard"]
SCHEMAGUARD["BASELINE"] = ""
_shop = SCHEMAGUARD
"""


@dataclass
class Reader:
    """Somebody who follows a page in ``root``."""

    root: Path
    settings: str = ""
    output: str = ""

    def __post_init__(self) -> None:
        # "python" and "django-admin" are those of the tests, whatever the machine has.
        self._program("python", f'exec {sys.executable} "$@"')
        self._program("django-admin", f'exec {sys.executable} -m django "$@"')

    def _program(self, name: str, body: str) -> None:
        path = self.root / ".bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def write(self, name: str, text: str) -> None:
        """Write a file, directories included."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a shell script that ends at its first error, as CI does. What it covers, other tests do as well."""
        dropped = ("DJANGO_", "GIT", "CI_", "COVERAGE_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
        fresh = {"DATABASE_URL": "", "MONGODB_URL": "", "DEBUG": "on", "PYTHONDONTWRITEBYTECODE": "1", **variables}
        paths = {"PATH": f"{self.root / '.bin'}:{kept['PATH']}", "PYTHONPATH": str(ROOT)}
        command = ["bash", "-e", "-o", "pipefail", "-c", script]
        environment = kept | fresh | paths | ({"DJANGO_SETTINGS_MODULE": self.settings} if self.settings else {})
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True)

    def must(self, script: str, code: int = 0, **variables: str) -> str:
        """Run a script that ends with this code and without a traceback; return what it printed."""
        done = self.run(script, **variables)
        assert done.returncode == code, f"{script}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout

    def follow(self, blocks: Iterable[Block]) -> None:
        """Do what the marks above the blocks say."""
        for block in blocks:
            getattr(self, f"_{block.mark}", self._skip)(block)

    def _skip(self, block: Block) -> None:
        assert not block.mark or block.mark == "migration", block.mark

    def _run(self, block: Block) -> None:
        self.output = self.must(block.text, int(block.value or 0))

    def _file(self, block: Block) -> None:
        self.write(block.value, block.text)

    def _append(self, block: Block) -> None:
        path = self.root / block.value
        path.write_text(f"{path.read_text()}\n{block.text}")

    def _settings(self, block: Block) -> None:
        path = self.root / f"{self.settings}.py"
        path.write_text(f"{path.read_text()}\n{block.text}\nSCHEMAGUARD = _shop | SCHEMAGUARD\n")

    def _output(self, block: Block) -> None:
        assert shows(block.text, self.output), f"The page shows:\n{block.text}\nIt is:\n{self.output}"


def shop(root: Path) -> Reader:
    """A copy of the sample project, on a branch of a git repository that has ``origin/main``."""
    copytree(ROOT / "sample_project", root / "sample_project", ignore=ignore_patterns("__pycache__"))
    reader = Reader(root, settings="local_settings")
    reader.write("manage.py", (ROOT / "manage.py").read_text())
    reader.write("local_settings.py", _SETTINGS)
    reader.write(".gitignore", ".bin/\n")
    reader.must(_REPOSITORY)
    return reader


_REPOSITORY = """\
git init --quiet --initial-branch main
git config user.name tests
git config user.email tests@example.org
git config commit.gpgsign false
git add --all
git commit --quiet --message "The shop"
git update-ref refs/remotes/origin/main main
git switch --quiet --create change
"""
