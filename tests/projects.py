"""Throwaway Django projects, made from text in a temporary directory, and their ``manage.py``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemaguard
from tests import forking

REASON = "The shop needs it for the spring sale."

_SETTINGS = """\
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent
SECRET_KEY = "for-tests-only"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
SCHEMAGUARD = {"TARGET": {"default": "postgresql 16"}, "EXCLUDE_APPS": ["schemaguard"]}
"""

_MANAGE = """\
import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
execute_from_command_line(sys.argv)
"""

CUSTOMER = """\
migrations.CreateModel("Customer", [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("name", models.CharField(max_length=50)),
    ("note", models.TextField(null=True)),
]),
"""

CUSTOMER_MODEL = """\
class Customer(models.Model):
    name = models.CharField(max_length=50)
    note = models.TextField(null=True)
"""


def migration(
    operations: str = "",
    *,
    after: Iterable[tuple[str, str]] = (),
    reason: str | None = REASON,
    attributes: str = "",
    above: str = "",
) -> str:
    """The text of a migration file. ``attributes`` stand in its class, ``above`` stands before it."""
    said = "" if reason is None else f"reason = {reason!r}\n"
    body = f"{said}{textwrap.dedent(attributes)}\ndependencies = {list(after)!r}\noperations = [\n"
    body += textwrap.indent(textwrap.dedent(operations), "    ") + "\n]\n"
    head = f"from django.db import migrations, models\n\n{textwrap.dedent(above)}\n"
    return f"{head}class Migration(migrations.Migration):\n{textwrap.indent(body, '    ')}"


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output as JSON."""
        return json.loads(self.out)

    def is_one_clear_line(self) -> bool:
        """Whether it ended with code 2 and exactly one line, which is no traceback."""
        line = self.err.rstrip("\n")
        return self.code == 2 and not self.out and bool(line) and "\n" not in line and "Traceback" not in line


@dataclass
class Project:
    """A Django project with schemaguard and the apps that were added."""

    root: Path
    apps: list[str] = field(default_factory=list)
    extra_settings: str = ""

    def __post_init__(self) -> None:
        self.write("manage.py", _MANAGE)
        self._write_settings()

    def write(self, name: str, text: str) -> Path:
        """Write a file, directories included."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def read(self, name: str) -> str:
        """The text of a file."""
        return (self.root / name).read_text(encoding="utf-8")

    def settings(self, text: str) -> None:
        """Add lines to the end of the settings."""
        self.extra_settings += textwrap.dedent(text) + "\n"
        self._write_settings()

    def add_app(self, label: str, models: str = "", migrations: Mapping[str, str] | None = None) -> None:
        """Add an app. ``migrations`` maps names to texts; None leaves the package out."""
        self.write(f"{label}/__init__.py", "")
        self.models(label, models)
        if migrations is not None:
            self.write(f"{label}/migrations/__init__.py", "")
            for name, text in migrations.items():
                self.add_migration(label, name, text)
        self.apps.append(label)
        self._write_settings()

    def models(self, label: str, text: str) -> None:
        """Write the models of an app."""
        self.write(f"{label}/models.py", f"from django.db import models\n\n\n{textwrap.dedent(text)}")

    def add_migration(self, label: str, name: str, text: str) -> Path:
        """Write one migration file, over an older one as well."""
        return self.write(f"{label}/migrations/{name}.py", text)

    def migration_names(self, label: str) -> list[str]:
        """The migrations of an app that lie on disk."""
        return sorted(p.stem for p in (self.root / label / "migrations").glob("[!_]*.py"))

    def _write_settings(self) -> None:
        apps = ["schemaguard", *self.apps]
        self.write("settings.py", f"{_SETTINGS}INSTALLED_APPS = {apps!r}\n{self.extra_settings}")

    def environment(self, **variables: str) -> dict[str, str]:
        """The environment of its commands. No bytecode: files change faster than it notices."""
        path = str(Path(schemaguard.__file__).parents[1])
        unset = ("DJANGO_SETTINGS_MODULE", "COLUMNS", "NO_COLOR")
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        return {**kept, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **variables}

    def python(self, *arguments: str, **variables: str) -> Done:
        """Run Python in the project's directory."""
        command = [sys.executable, *arguments]
        ran = subprocess.run(
            command, cwd=self.root, env=self.environment(**variables), capture_output=True, stdin=subprocess.DEVNULL
        )
        return Done(ran.returncode, ran.stdout.decode(), ran.stderr.decode())

    def manage(self, *arguments: str, **variables: str) -> Done:
        """Run ``manage.py`` with these arguments."""
        return Done(*forking.run(["manage.py", *arguments], self.root, self.environment(**variables)))

    def schemaguard(self, *arguments: str, **variables: str) -> Done:
        """Run ``manage.py schemaguard``."""
        return self.manage("schemaguard", *arguments, **variables)

    def check(self, *arguments: str) -> Any:
        """The JSON of ``check``, which must have run."""
        done = self.schemaguard("check", "--format", "json", *arguments)
        assert done.code in (0, 1), done.err
        return done.json

    def found(self, *arguments: str) -> list[str]:
        """The names of the rules that ``check`` found, in order."""
        return [finding["rule"] for finding in self.check(*arguments)["findings"]]

    def git(self, *arguments: str) -> str:
        """Run git in the project's directory, as somebody."""
        who = ["-c", "user.name=tests", "-c", "user.email=tests@example.org", "-c", "commit.gpgsign=false"]
        command = ["git", *who, "-c", "init.defaultBranch=main", *arguments]
        return subprocess.run(command, cwd=self.root, check=True, capture_output=True, text=True).stdout

    def commit(self, message: str = "change") -> str:
        """Commit everything and return the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD").strip()


def shop(root: Path, *operations: str, models: str = CUSTOMER_MODEL) -> Project:
    """A project with an app ``shop``: it makes Customer, and then each text of operations is a migration."""
    project = Project(root)
    files = {"0001_initial": migration(CUSTOMER)}
    for number, text in enumerate(operations, 2):
        files[f"{number:04}_step"] = migration(text, after=[("shop", list(files)[-1])])
    project.add_app("shop", models, files)
    return project
