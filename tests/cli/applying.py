"""What the tests of ``apply`` and ``rollback`` share: a shop on each kind of server, and looks at what became of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from schemaguard.databases.connections import wrapper
from tests.cli.places import use
from tests.projects import Done, Project

ENGINES = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgresql),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
    pytest.param("mysql", marks=pytest.mark.mysql),
]
#: Where each statement about the schema commits by itself.
COMMITTING = [pytest.param("mariadb", marks=pytest.mark.mariadb), pytest.param("mysql", marks=pytest.mark.mysql)]


def on(engine: str, project: Project, request: pytest.FixtureRequest) -> str:
    """Give the project a new database of this kind as its default one; its URL, or the file of SQLite."""
    project.settings("del SCHEMAGUARD['TARGET']")
    if engine == "sqlite":
        return str(project.root / "db.sqlite3")
    if engine == "mongodb":
        project.settings("SILENCED_SYSTEM_CHECKS = ['mongodb.E001']")
        project.settings("DEFAULT_AUTO_FIELD = 'django_mongodb_backend.fields.ObjectIdAutoField'")
    url = str(request.getfixturevalue("django_mongodb_url" if engine == "mongodb" else f"{engine}_url"))
    use(project, default=url)
    return url


def connection(url: str) -> BaseDatabaseWrapper:
    """A connection beside those of the project."""
    if "://" not in url:
        return wrapper({"ENGINE": "django.db.backends.sqlite3", "NAME": url})
    import environ

    return wrapper(environ.Env.db_url_config(url))


def ask(url: str, sql: str, *values: str | int) -> list[tuple[Any, ...]]:
    """Rows, or nothing for what gives none."""
    found = connection(url)
    try:
        with found.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        found.close()


def tables(url: str) -> set[str]:
    """The tables that are not the ledger's, nor Django's record."""
    found = connection(url)
    try:
        names = set(found.introspection.table_names())
    finally:
        found.close()
    return {name for name in names if not name.startswith(("schemaguard_", "django_migrations"))}


def columns(url: str, table: str) -> set[str]:
    """The columns of a table."""
    found = connection(url)
    try:
        with found.cursor() as cursor:
            return {column.name for column in found.introspection.get_table_description(cursor, table)}
    finally:
        found.close()


def applied(url: str, app: str = "shop") -> list[str]:
    """What django_migrations has, in its order."""
    return [name for (name,) in ask(url, "SELECT name FROM django_migrations WHERE app = %s ORDER BY id", app)]


def entries(url: str) -> list[tuple[str, str]]:
    """The ledger: each event with its migration, those of schemaguard itself left out."""
    rows = ask(url, "SELECT event, app, migration FROM schemaguard_runstep ORDER BY number")
    return [(event, migration) for event, app, migration in rows if app != "schemaguard"]


def is_verified(project: Project) -> bool:
    """Whether the ledger is as it was written."""
    done: Done = project.schemaguard("history", "--verify")
    return done.code == 0


def write(path: Path, text: str) -> None:
    """A file, made or replaced."""
    path.write_text(text, encoding="utf-8")


def start(project: Project, *words: str) -> subprocess.Popen[str]:
    """A run in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "schemaguard", "apply", "--no-probes", *words],
        cwd=project.root,
        env=project.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
