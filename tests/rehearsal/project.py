"""Writes a project with one app for each case, and tells its commands which of them there are."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import schemaguard
from tests.projects import migration
from tests.rehearsal.case import APP, Case, Step

MANAGE = """\
import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
execute_from_command_line(sys.argv)
"""

SETTINGS = """\
import json
import os

SECRET_KEY = "for-tests-only"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = json.loads(os.environ["CASE_DATABASES"])
INSTALLED_APPS = os.environ["CASE_APPS"].split()
SCHEMAGUARD = {"EXCLUDE_APPS": ["schemaguard"]}
"""

#: What every migration may use.
PRELUDE = """\
import datetime
import hashlib
import json
import uuid
from decimal import Decimal

from django.db import connections
from django.db.migrations.operations.base import Operation
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower, Now, Trim, Upper

AUTO = %(auto)s


def rows(apps, editor, model="Item"):
    return apps.get_model("APP", model).objects.using(editor.connection.alias)


noop = migrations.RunPython.noop
"""

AUTO = "models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')"
OBJECT_ID = "ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')"

FIRST, ROWS = "0001_tables", "0002_rows"

_ENGINES = {
    "postgres": "django.db.backends.postgresql",
    "mysql": "django.db.backends.mysql",
    "mongodb": "django_mongodb_backend",
}


def write(root: Path, cases: Iterable[Case], engine: str) -> None:
    """Write the project."""
    settings = SETTINGS
    for case in cases:
        settings += _named(case.settings, case)
        _write_app(root / case.name, case, engine)
    (root / "manage.py").write_text(MANAGE)
    (root / "settings.py").write_text(settings)


def step_names(case: Case) -> tuple[str, ...]:
    """The names of the migrations of its steps."""
    return tuple(step.name or f"{number:04}_step" for number, step in enumerate(case.steps, 3))


def environment(databases: Mapping[str, Mapping[str, Any]], apps: Iterable[str]) -> dict[str, str]:
    """For commands of the project, on these databases. What they cover, other tests do: measuring it takes minutes."""
    dropped = ("DJANGO_SETTINGS_MODULE", "COVERAGE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    path = str(Path(schemaguard.__file__).parents[1])
    told = {"CASE_DATABASES": json.dumps(databases), "CASE_APPS": " ".join(apps)}
    return {**kept, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **told}


def entry(url: str) -> dict[str, Any]:
    """A database as settings name it; a path is that of SQLite's file."""
    parts = urlsplit(url)
    if not parts.scheme:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url}
    if parts.scheme == "mongodb":
        return {"ENGINE": _ENGINES[parts.scheme], "HOST": url, "NAME": parts.path.strip("/")}
    return {
        "ENGINE": _ENGINES[parts.scheme],
        "NAME": parts.path.strip("/"),
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


def _write_app(directory: Path, case: Case, engine: str) -> None:
    package = directory / "migrations"
    package.mkdir(parents=True)
    (directory / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    before = ""
    steps = dict(zip(step_names(case), case.steps, strict=True))
    for name, step in {FIRST: Step(case.tables), ROWS: _rows(case), **steps}.items():
        after = [(APP, before)] if before else []
        text = _text(step, engine, step.after if step.after is not None else after)
        (package / f"{name}.py").write_text(_named(text, case))
        before = name


def _text(step: Step, engine: str, after: Iterable[tuple[str, str]]) -> str:
    operations = step.operations if isinstance(step.operations, str) else step.operations[engine]
    above = step.above if isinstance(step.above, str) else step.above[engine]
    auto = OBJECT_ID if engine == "mongodb" else AUTO
    prelude = PRELUDE % {"auto": auto}
    if engine == "mongodb":
        prelude = f"from django_mongodb_backend.fields import ObjectIdAutoField\n{prelude}"
    return migration(operations, after=after, attributes=step.attributes, above=f"{prelude}\n\n{above}")


def _rows(case: Case) -> Step:
    """A migration that puts the rows in, in their order, and takes them out. "Item.tags" are those of a relation."""
    put = "".join(
        f"    for row in {list(rows)!r}:\n        {_manager(model)}.create(**row)\n"
        for model, rows in case.rows.items()
    )
    take = "".join(f"    {_manager(model)}.all().delete()\n" for model in reversed(list(case.rows)))
    above = f"def put(apps, editor):\n{put or '    pass'}\n\n\ndef take(apps, editor):\n{take or '    pass'}\n"
    return Step("migrations.RunPython(put, take)", above=above)


def _manager(path: str) -> str:
    model, _, relation = path.partition(".")
    found = f'apps.get_model("{APP}", "{model}")' + (f".{relation}.through" if relation else "")
    return f"{found}.objects.using(editor.connection.alias)"


def _named(text: str, case: Case) -> str:
    return re.sub(rf"\b{APP}(?=_|\b)", case.name, text)
