"""What ``migrate`` really does to a copy of a project's database, forward, back and forward again."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from tests.rehearsal.dumps import Dump, dump
from tests.rehearsal.prove import Fact, fact
from tests.servers.base import new_name, with_database
from tests.servers.postgres import Postgres, Programs, execute

Node = tuple[str, str]
#: What the server or Django named.
_NAMES = re.compile(r'(?<=CONSTRAINT )(?:"[^"]+"|\S+)|(?<=INDEX )(?:"[^"]+"|\S+)(?= ON)|(?<=ATTACH PARTITION )\S+')

_TEXT = r"'(?:[^']|'')*'::character varying"
#: A list of texts, as PostgreSQL makes it of IN and a column of characters, and as it spells it once that was restored.
_LIST, _RESTORED = re.compile(rf"\((ARRAY\[{_TEXT}(?:, {_TEXT})*\])\)::text\[\]"), re.compile(rf"\(({_TEXT})\)::text")


def program(name: str, *arguments: str | Path) -> None:
    """One of PostgreSQL's."""
    programs = Programs(server().find())
    subprocess.run([programs.bin / name, *arguments], env=programs.env, check=True)


def server() -> Postgres:
    """The version of the programs that are here; ``PGMAJOR`` names another one."""
    return Postgres("", int(os.environ.get("PGMAJOR", "15")), "")


@dataclass(frozen=True)
class There:
    """A database that is only for this, and how Django and others reach it."""

    engine: str
    #: What Django calls it: its name on the server, or the path of its file.
    name: str
    url: str

    def dump(self) -> Dump:
        """Without the names that the server or Django chose, and what only pg_restore has spelled otherwise."""
        found, schema = dump(self.engine, self.url, server()), Counter[str]()
        for text, number in found.schema.items():
            schema[_RESTORED.sub(r"\1", _LIST.sub(r"\1", _NAMES.sub("~", text)))] += number
        return replace(found, schema=schema)

    def migrate(self, app: str, name: str, *, back: bool = False) -> str:
        """Run ``migrate`` in a child of this process, and give its error; empty where it ran."""
        with TemporaryFile("w+", encoding="utf-8") as errors:
            child = os.fork()
            if not child:
                code = 1
                try:
                    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the child ends
                    _connect_to(self.name)
                    _migrate(app, name, back=back)
                    code = 0
                except BaseException as error:  # noqa: BLE001 - nothing may go on in the child
                    errors.write(f"{type(error).__name__}: {error}")
                finally:
                    errors.flush()
                    os._exit(code)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            errors.seek(0)
            return (errors.read() or f"exit {code}") if code else ""

    def write(self, statements: Sequence[str]) -> None:
        """All of them, in one transaction."""
        if self.engine == "sqlite":
            with closing(sqlite3.connect(self.url, isolation_level=None)) as connection:
                for sql in ("BEGIN", *statements, "COMMIT"):
                    connection.execute(sql)
            return
        import psycopg

        with psycopg.connect(self.url) as database:
            for sql in statements:
                database.execute(sql.encode())

    def applied(self) -> frozenset[Node]:
        """What it says of itself."""
        return frozenset(self._run("SELECT app, name FROM django_migrations"))

    def forget(self, node: Node) -> None:
        """Let it say that a migration is not applied."""
        app, name = node
        self._run(f"DELETE FROM django_migrations WHERE app = '{app}' AND name = '{name}' RETURNING app, name")

    def _run(self, sql: str) -> list[Node]:
        if self.engine == "sqlite":
            with closing(sqlite3.connect(self.url)) as connection, connection:
                return connection.execute(sql).fetchall()
        import psycopg

        with psycopg.connect(self.url) as database:
            return [(app, name) for app, name in database.execute(sql.encode()).fetchall()]


@contextmanager
def restored(path: Path) -> Iterator[There]:
    """A copy, in a new database."""
    url = os.environ["DATABASE_URL"]
    if url.startswith("sqlite"):
        with TemporaryDirectory() as directory:
            target = Path(directory) / "copy.sqlite3"
            target.write_bytes(path.read_bytes())
            yield There("sqlite", str(target), str(target))
        return
    with server().fresh(url) as new:
        program("pg_restore", "--no-owner", "--dbname", new, path)
        yield There("postgresql", new.rpartition("/")[2], new)


@contextmanager
def twin(there: There) -> Iterator[There]:
    """Another one like it."""
    if there.engine == "sqlite":
        with restored(Path(there.name)) as other:
            yield other
        return
    url = os.environ["DATABASE_URL"]
    name = new_name()
    execute(url, f'CREATE DATABASE "{name}" TEMPLATE "{there.name}"')
    try:
        yield There(there.engine, name, with_database(url, name))
    finally:
        execute(url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _connect_to(name: str) -> None:
    from django.db import connection

    connection.settings_dict["NAME"] = name


def _migrate(app: str, name: str, *, back: bool) -> None:
    """``migrate`` as anybody calls it. Content types and permissions that follow every ``migrate`` are left out."""
    from django.core.management import call_command
    from django.core.management.commands import migrate

    silent: Callable[..., None] = lambda *arguments, **options: None  # noqa: E731
    setattr(migrate, "emit_post_migrate_signal", silent)  # noqa: B010 - a function is replaced on purpose
    goal = before(app, name) if back else name
    call_command("migrate", app, goal, verbosity=0, skip_checks=True)
    _check_that_only(app, name, applied=not back)


def before(app: str, name: str) -> str:
    """What to ask ``migrate`` for, to take a migration back."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    parents = MigrationLoader(connection).graph.node_map[app, name].parents
    return max((parent.key[1] for parent in parents if parent.key[0] == app), default="zero")


def _check_that_only(app: str, name: str, *, applied: bool) -> None:
    """Where other migrations went as well, the moments cannot be compared."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    if ((app, name) in MigrationRecorder(connection).applied_migrations()) != applied:
        raise RuntimeError(f"migrate has not left {app}.{name} as it was asked to")


def import_what_takes_long() -> None:
    """Children of this process have the code then, as if Python had just read it."""
    import django
    from django.core.management.commands import migrate  # noqa: F401
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader

    django.setup()
    MigrationLoader(None)
    connections.close_all()  # Some projects ask their database while they are imported.


def really(there: There, node: Node) -> tuple[Fact, str]:
    """Forward, back, and forward again; what became of it, and of the second time."""
    first, applied = there.dump(), there.applied()
    if error := there.migrate(*node):
        return Fact("failed-forward", error=error), "not-run"
    second = there.dump()
    if error := there.migrate(*node, back=True):
        verdict = "irreversible" if error.startswith("IrreversibleError") else "failed-reverse"
        return Fact(verdict, error=error), "not-run"
    third = there.dump()
    if not applied <= there.applied():
        return Fact("not comparable", error="migrate takes back others as well"), "not-run"
    found = fact(first, second, third, "")
    if error := there.migrate(*node):
        return found, f"failed: {error}"
    differences = list(_unequal(second, there.dump()))
    return found, f"different: {differences}" if differences else "same"


def _unequal(left: Dump, right: Dump) -> Iterator[str]:
    """What of two moments differs; values that are new each time are among it."""
    yield from sorted((left.schema - right.schema).elements())
    yield from sorted((right.schema - left.schema).elements())
    found = fact(left, left, right, "")
    yield from (f"{name}: {number}" for name, number in {**(found.lost or {}), **(found.left or {})}.items())
