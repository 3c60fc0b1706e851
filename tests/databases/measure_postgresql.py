"""What a statement really does in PostgreSQL: its locks, and the tables it reads and writes anew."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

#: In the order of strength: each conflicts with at least as much as the one before it.
STRENGTH = [
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
]
WORDS = {
    mode: "".join(f" {letter}" if letter.isupper() else letter for letter in mode.removesuffix("Lock")).strip().upper()
    for mode in STRENGTH
}
LOCKS = "SELECT relation::bigint, mode FROM pg_locks WHERE pid = %s AND locktype = 'relation' AND granted = %s"
NAMES = "SELECT oid::bigint, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
INDEXES = "SELECT relname FROM pg_class WHERE relkind IN ('i', 'I')"
FILES = "SELECT relname, relfilenode FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'S'"
READ = "SELECT relid::bigint, seq_tup_read FROM pg_stat_xact_user_tables WHERE seq_tup_read > 0"


@dataclass(frozen=True)
class Measured:
    """What one statement did."""

    #: The strongest lock on each table, view and index, in the manual's words.
    modes: dict[str, str]
    #: Whether rows of any table were read one after the other.
    scans: bool
    #: Tables and indexes that got a new file.
    rewritten: set[str]
    indexes: set[str]

    def others(self, table: str) -> dict[str, str]:
        """Further tables with a lock that other changes of the schema wait for."""
        beside = {"ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE"}
        return {
            name: mode
            for name, mode in self.modes.items()
            if name != table and name not in self.indexes and mode not in beside
        }

    def cost(self, table: str) -> str:
        """As in TypeChange."""
        if table in self.rewritten:
            return "rewrite"
        return "scan" if self.scans else "none"


def measure(url: str, sql: str) -> Measured:
    """Run a statement in a transaction that is rolled back."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        with measuring(cursor) as found:
            cursor.execute(sql.encode())
        connection.rollback()
    return found[0]


@contextmanager
def measuring(cursor: Any) -> Iterator[list[Measured]]:
    """Watch what happens in a transaction; the one result is there at the end of the ``with`` block."""
    names: dict[int, str] = dict(cursor.execute(NAMES).fetchall())
    indexes = {name for (name,) in cursor.execute(INDEXES).fetchall()}
    files = dict(cursor.execute(FILES).fetchall())
    read = dict(cursor.execute(READ).fetchall())
    found: list[Measured] = []
    yield found
    held = cursor.execute(LOCKS, (cursor.connection.info.backend_pid, True)).fetchall()
    scans = any(rows > read.get(table, 0) for table, rows in cursor.execute(READ).fetchall())
    rewritten = {name for name, file in cursor.execute(FILES).fetchall() if files.get(name, file) != file}
    modes: dict[str, str] = {}
    for relation, mode in sorted(held, key=lambda row: STRENGTH.index(row[1])):
        if relation in names:
            modes[names[relation]] = WORDS[mode]
    found.append(Measured(modes, scans, rewritten, indexes))


def waits_for(url: str, sql: str, table: str) -> str:
    """The lock on a table that a statement asks for, seen while it waits. For what cannot run in a transaction."""
    with psycopg.connect(url) as blocker, psycopg.connect(url, autocommit=True) as connection:
        # The weakest lock that all of these wait for; a stronger one would hold up the reading of the statement.
        blocker.execute(f"LOCK TABLE {table} IN SHARE UPDATE EXCLUSIVE MODE".encode())
        with running(connection, sql):
            mode = _asked(blocker, connection.info.backend_pid, table)
            blocker.rollback()
    return mode


@contextmanager
def running(connection: psycopg.Connection[tuple[Any, ...]], sql: str) -> Iterator[None]:
    """A statement in a thread of its own; its failure is the test's."""
    failures: list[psycopg.Error] = []

    def run() -> None:
        try:
            connection.execute(sql.encode())
        except psycopg.Error as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join(30)
    assert not failures, failures
    assert not thread.is_alive()


def _asked(blocker: psycopg.Connection[tuple[Any, ...]], pid: int, table: str) -> str:
    query = f"{LOCKS} AND relation = '{table}'::regclass"
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        rows = blocker.execute(query.encode(), (pid, False)).fetchall()
        if rows:
            return WORDS[str(rows[0][1])]
        time.sleep(0.01)
    raise AssertionError("The statement does not wait.")
