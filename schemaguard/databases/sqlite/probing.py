"""What ``preflight`` asks of a live SQLite database."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.connections import wrapper
from schemaguard.databases.index_text import IndexText, plain
from schemaguard.databases.probing import (
    CannotTell,
    Counter,
    Disk,
    Misfits,
    Prober,
    Replica,
    Session,
    Size,
    TooLong,
    Versions,
)
from schemaguard.databases.probing_sql import Asked, SqlProber
from schemaguard.databases.sqlite import probing_casts
from schemaguard.databases.sqlite.parse_grammar import PATTERNS
from schemaguard.databases.sqlite.reading import read
from schemaguard.databases.tokens import Lexer
from schemaguard.exceptions import BadInput
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.target import Target


@contextmanager
def prober(source: Source, snapshot: SchemaSnapshot, seconds: float) -> Iterator[Prober]:
    """Opens the file anew for each question: a read transaction that stays open would keep a log from shrinking."""
    yield SQLiteProber(source, snapshot, seconds)


class SQLiteProber(SqlProber):
    """Asks on connections that can only read."""

    texts = IndexText(Lexer(PATTERNS, backslash=False), plain)

    def __init__(self, source: Source, snapshot: SchemaSnapshot, seconds: float) -> None:
        super().__init__(snapshot, seconds)
        self.origin = source

    def rows(self, sql: str, seconds: float) -> list[tuple[Any, ...]]:
        """The answer to one query, on a connection that can only read."""

        def ask(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
            if self.origin.connection is None:
                register(connection)  # Constraints may use functions that Django brings.
            return list(connection.execute(sql))

        try:
            return read(self.origin, Wanted(timeout=seconds), ask)
        except BadInput as error:
            cause = error.__cause__
            if getattr(cause, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
                raise TooLong("It took too long.") from error
            raise CannotTell(f"SQLite says: {cause or error}") from error

    def quoted(self, name: str) -> str:
        """In double quotes."""
        doubled = name.replace('"', '""')
        return f'"{doubled}"'

    @cached_property
    def connection(self) -> Any:
        """Only to be asked for texts: it is open to nothing but memory."""
        return wrapper({**self.origin.settings, "NAME": ":memory:"})

    def editor(self) -> Any:
        """Asked for texts only."""
        return self.connection.SchemaEditorClass(self.connection, collect_sql=True)

    def misfit(self, question: Misfits, value: str) -> Asked:
        """SQLite keeps what does not fit, and converts what looks like a number: sqlite.org, "Datatypes"."""
        return probing_casts.misfit(question, value)

    def size(self, table: str) -> Size:
        """Rows are counted; bytes come from the virtual table dbstat, which not every build has."""
        ((count,),) = self.rows(f"SELECT COUNT(*) FROM {self.table(table)}", self.seconds)
        try:
            found = dict(self.rows(self._pages(table), self.seconds))
        except CannotTell:
            ((whole,),) = self.rows(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()", self.seconds
            )
            return Size(int(count), int(whole), exact=True)
        return Size(int(count), int(found.pop(table, 0)), sum(found.values()), exact=True)

    def _pages(self, table: str) -> str:
        name = self.literal(table)
        return (
            "SELECT name, SUM(pgsize) FROM dbstat WHERE aggregate = 1 AND name IN"
            f" (SELECT name FROM sqlite_schema WHERE tbl_name = {name}) GROUP BY name"
        )

    def sessions(self, tables: Sequence[str]) -> tuple[Session, ...]:
        """SQLite does not know who has its file open."""
        raise CannotTell("SQLite does not know who has its file open")

    def replicas(self) -> tuple[Replica, ...]:
        """There are none."""
        return ()

    def counters(self) -> tuple[Counter, ...]:
        """AUTOINCREMENT ends with the largest rowid; without it SQLite looks for one that is free."""
        ((there,),) = self.rows("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'", self.seconds)
        found = self.rows("SELECT name, seq FROM sqlite_sequence ORDER BY name", self.seconds) if there else []
        query = "SELECT seq FROM sqlite_sequence WHERE name = {}"
        return tuple(
            Counter(
                f"{name}.{self._key_of(name)}", int(last), 2**63 - 1, "AUTOINCREMENT", query.format(self.literal(name))
            )
            for name, last in found
            if name in self.tables
        )

    def _key_of(self, table: str) -> str:
        key = self.tables[table].primary_key
        return key[0].columns[0] if key else "rowid"

    def disk(self) -> Disk | None:
        """Beside the file, where also the journal is written."""
        path = Path(os.fspath(self.origin.settings.get("NAME") or ":memory:"))
        if not path.is_file():
            return None
        usage = shutil.disk_usage(path.absolute().parent)
        return Disk(usage.free, usage.total)

    def versions(self) -> Versions:
        """SQLite is a part of this Python."""
        oldest = tuple(self.connection.features.minimum_database_version or ())
        found = Target("sqlite", "sqlite", sqlite3.sqlite_version_info)
        return Versions(found, f"SQLite {sqlite3.sqlite_version}", oldest)
