"""SQLite files for tests, and what reading them says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.sqlite.introspect import introspect
from schemaguard.exceptions import BadInput
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.drift.sqlite_base import execute, make

MANY = 'CREATE TABLE "t{0}" (id integer PRIMARY KEY, a int UNIQUE REFERENCES t0, b text); CREATE INDEX "i{0}" ON "t{0}" (b)'


def settings(path: object, options: dict[str, object] | None = None) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options or {}}


def read(path: object) -> SchemaSnapshot:
    return introspect(Source("shop", settings(path)), Wanted())


def many(path: Path, tables: int) -> Path:
    return make(path, [part for number in range(tables) for part in MANY.format(number).split("; ")])


def refusal(path: object, timeout: float = 60, options: dict[str, object] | None = None) -> str:
    """What is said about a database that cannot be read."""
    with pytest.raises(BadInput) as caught:
        introspect(Source("shop", settings(path, options)), Wanted(timeout))
    (line,) = str(caught.value).splitlines()
    assert line.startswith("shop ")
    return line


def edit(path: Path, name: str, old: str, new: str) -> None:
    """Change the text of an object behind SQLite's back."""
    execute(
        path,
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET sql = replace(sql, '{old}', '{new}') WHERE name = '{name}'",
    )
