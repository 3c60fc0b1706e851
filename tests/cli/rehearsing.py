"""What the tests of the safety of ``rehearse`` share: projects with two databases, and everything that is live."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.places import use
from tests.conftest import obtain
from tests.projects import Done, Project, migration, shop
from tests.rehearsal.dumps import Dump, dump
from tests.servers import mariadb, mongodb

ENGINES = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgresql),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
]
#: What belongs to the whole of a server, less what other tests make there meanwhile.
_SERVER = {
    "postgresql": (
        "SELECT rolname::text FROM pg_roles WHERE rolname = CURRENT_USER OR rolname ~ 'outside'",
        "SELECT setconfig::text FROM pg_db_role_setting WHERE setdatabase IN"
        " (0, (SELECT oid FROM pg_database WHERE datname = current_database()))",
    ),
    "mariadb": (
        "SELECT schema_name, default_character_set_name FROM information_schema.schemata"
        " WHERE schema_name NOT LIKE 'schemaguard_%' OR schema_name = DATABASE()",
        "SELECT user, host, authentication_string FROM mysql.user WHERE user = 'root' OR user LIKE '%outside%'",
    ),
}


@dataclass
class Live:
    """A project whose databases hold something, on one kind of server."""

    project: Project
    engine: str
    #: By alias.
    urls: dict[str, str]

    def rehearse(self, *arguments: str, others: str = "refuse", scratch: str = "") -> Done:
        """Rehearse what is pending on the default database."""
        return self.project.schemaguard(
            "rehearse", "shop", "--database", "default", *arguments, OTHERS=others, SCRATCH=scratch
        )

    def everything(self) -> tuple[Any, ...]:
        """All that could be written to by mistake."""
        files = {
            str(path.relative_to(self.project.root)): path.read_bytes()
            for path in self.project.root.rglob("*")
            if path.is_file()
        }
        dumps: list[Dump] = [dump(self.engine, url) for url in self.urls.values()] if self.engine != "sqlite" else []
        return files, dumps, self.server()

    def server(self) -> list[Any]:
        """What the whole server has."""
        return [sorted(map(str, ask(self.urls["default"], sql))) for sql in _SERVER.get(self.engine, ())]

    def pending(self, name: str, code: str, *, more: str = "migrations.RunPython.noop", attributes: str = "") -> None:
        """Make this the only migration that is not applied; ``code`` is that of its function."""
        body = "\n".join(f"    {line}" if line else "" for line in code.splitlines())
        above = f"IMPORTS = 1\n\n\ndef run(apps, editor):\n{body}\n"
        for path in (self.project.root / "shop" / "migrations").glob("0002*.py"):
            path.unlink()
        text = migration(
            f"migrations.RunPython(run, {more}),", after=[("shop", "0001_initial")], above=above, attributes=attributes
        )
        self.project.add_migration("shop", f"0002_{name}", text)

    def add_app(self, label: str, statements: Iterable[str], attributes: str = "") -> None:
        """An app with one migration, which comes after the shop."""
        lines = "\n".join(f"migrations.RunSQL([({sql!r}, None)], migrations.RunSQL.noop)," for sql in statements)
        text = migration(lines, after=[("shop", "0001_initial")], attributes=attributes)
        self.project.add_app(label, "", {"0001_initial": text})


def ask(url: str, sql: str) -> list[Any]:
    """What a server says."""
    if url.startswith("mysql"):
        with closing(mariadb.connect(url)) as raw, closing(raw.cursor()) as found:
            raw.autocommit(True)
            found.execute(sql)
            return list(found.fetchall())
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []


@contextmanager
def live(engine: str, root: Path) -> Iterator[Live]:
    """Two databases with customers: ``default`` and ``other``."""
    project = shop(root)
    project.settings(
        """
        import os
        SCHEMAGUARD["SCRATCH"] = os.environ.get("SCRATCH", "")
        SCHEMAGUARD["REHEARSAL"] = {"OTHER_DATABASES": os.environ.get("OTHERS", "refuse")}
        """
    )
    with ExitStack() as stack:
        urls = {
            alias: f"sqlite:///{root}/{alias}.sqlite3"
            if engine == "sqlite"
            else stack.enter_context(obtain(engine).fresh())
            for alias in ("default", "other")
        }
        use(project, **urls)
        for alias in urls:
            done = project.manage("migrate", "shop", "-v0", "--database", alias)
            assert done.code == 0, done.err
            rows = "apps.get_model('shop.Customer')"
            code = f"from django.apps import apps; {rows}.objects.using({alias!r}).create(name='Ada', note='secret {alias}')"
            assert project.manage("shell", "-v0", "-c", code).code == 0
        yield Live(project, engine, urls)


def scratch_databases(found: Live) -> list[str]:
    """Those that are there now."""
    if found.engine == "sqlite":
        return []
    catalogue = "SELECT datname::text FROM pg_database" if found.engine == "postgresql" else "SHOW DATABASES"
    names = [str(name) for (name,) in ask(found.urls["default"], catalogue)]
    return [name for name in names if name.startswith("schemaguard_scratch_")]


def documents(url: str) -> str:
    """All that a MongoDB database holds, and the names of all databases of the server."""
    with mongodb.connect(url) as client:
        names = [name for name in client.list_database_names() if not name.startswith("schemaguard_")]
    return repr((names, dump("mongodb", url)))


def rows(file: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a SQLite file holds."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(sql).fetchall()
