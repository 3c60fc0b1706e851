"""Projects with databases that tests compare."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from tests.projects import Project, shop


def use(project: Project, **urls: str) -> None:
    """Give aliases of the project these databases."""
    for alias, url in urls.items():
        if url.startswith("mongodb"):
            entry = repr({"ENGINE": "django_mongodb_backend", "HOST": url, "NAME": urlsplit(url).path.strip("/")})
        else:
            entry = f"__import__('environ').Env.db_url_config({url!r})"
        project.settings(f"DATABASES[{alias!r}] = {entry}")


def environments(project: Project, **entries: object) -> None:
    """Name other places."""
    project.settings(f"SCHEMAGUARD['ENVIRONMENTS'] = {entries!r}")


def migrated(root: Path, *operations: str, **urls: str) -> Project:
    """A shop whose migrations are applied to all its databases."""
    project = shop(root, *operations)
    use(project, **urls)
    for alias in urls or ("default",):
        done = project.manage("migrate", "-v0", "--database", alias)
        assert done.code == 0, done.err
    return project


def execute(file: Path, *statements: str) -> None:
    """Run SQL on a SQLite database, which is made where it is not there."""
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def sqlite(file: Path, *statements: str) -> str:
    """The URL of a new SQLite database."""
    execute(file, *statements)
    return f"sqlite:///{file}"


def copies(project: Project, names: Iterable[str]) -> None:
    """Copy the project's SQLite database, as a restored backup would."""
    for name in names:
        (project.root / name).write_bytes((project.root / "db.sqlite3").read_bytes())
