"""Copies a SQLite database, or a part of its rows, into an empty one. The source is opened for reading only."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from schemaguard.databases import refusing
from schemaguard.databases.base import Mask, Portion, Source, Wanted
from schemaguard.databases.connections import reason, wrapper
from schemaguard.databases.sqlite import table_text
from schemaguard.databases.sqlite.catalogue import ask
from schemaguard.databases.sqlite.choice import Chosen, Row, choose, nothing_of
from schemaguard.databases.sqlite.introspect import introspect, snapshot
from schemaguard.databases.sqlite.reading import read
from schemaguard.databases.sqlite.rows import quoted, read_rows
from schemaguard.exceptions import BadInput
from schemaguard.schema.compare import compare
from schemaguard.schema.objects import Table

_RECORDER = "django_migrations"
_BATCH = 1000
#: Instructions of SQLite's virtual machine between two looks at the clock.
_INSTRUCTIONS = 1000
#: Kinds of modules whose tables have a rowid that is no column.
_FULL_TEXT = "fts"


def copy(source: Source, target: Source, portion: Portion) -> tuple[str, ...]:
    """Structure and rows of the source; sentences about what is not as it is there.

    The whole of it goes page by page, as the source is at one moment. A part, and rows that are masked, go one by one.
    """
    wanted = Wanted(portion.timeout)
    with _opened(target) as connection:
        raw: sqlite3.Connection = connection.connection
        try:
            if portion.rows is None and portion.mask is None:
                said = read(source, wanted, lambda live: _whole(live, raw))
            else:
                own = source.connection is None
                said = read(source, wanted, lambda live: _Part(live, raw, portion, own).copy())
            orphans = _without_orphans(raw)
        except (sqlite3.Error, OverflowError) as error:
            raise BadInput(f"{source.name} cannot be copied: {reason(error, source.settings)}") from error
        return (*said, *orphans, *_differences(source, replace(target, connection=connection), wanted))


@contextmanager
def _opened(target: Source) -> Iterator[Any]:
    """Django's connection, which knows Django's functions. Closing it is left out by Django for one in memory."""
    connection: Any = target.connection or wrapper(target.settings, target.name)
    connection.ensure_connection()
    raw = connection.connection
    try:
        yield connection
    finally:
        if connection is not target.connection:
            connection.close()
            raw.close()


def _whole(connection: sqlite3.Connection, raw: sqlite3.Connection) -> list[str]:
    """The first query waits for a writer as long as the connection is patient; a backup would wait for ever."""
    connection.execute("SELECT 1 FROM main.sqlite_schema").fetchall()
    connection.backup(raw)
    return []


def _without_orphans(raw: sqlite3.Connection) -> list[str]:
    """Rows that refer to nothing would make every migration fail in the copy, as they do in the source."""
    said: list[str] = []
    gone: set[tuple[str, str]] = set()
    with _unchecked(raw):
        while found := list(read_rows(raw, 'SELECT DISTINCT "table", rowid, parent FROM pragma_foreign_key_check')):
            for table, rowid, parent in found:
                if rowid is None:  # A table without rowids: which rows it is, the pragma does not tell.
                    return [*said, f"Rows of {table} refer to rows of {parent} that do not exist."]
                raw.execute(f"DELETE FROM main.{quoted(table)} WHERE rowid = ?", (rowid,))  # noqa: S608 - quoted
            for table, parent in sorted({(table, parent) for table, _, parent in found} - gone):
                rows = [rowid for name, rowid, other in found if (name, other) == (table, parent)]
                gone.add((table, parent))
                said.append(
                    f"Left out: {len(rows)} of {table}, for example rowid {min(rows)}, which refer to rows of {parent} "
                    "that do not exist. Django refuses every migration of SQLite while such rows are there."
                )
    return said


@contextmanager
def _unchecked(raw: sqlite3.Connection) -> Iterator[None]:
    """One transaction without foreign keys and checks: what is in the source may be in the copy."""
    keys = raw.execute("PRAGMA foreign_keys").fetchone()[0]
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("PRAGMA ignore_check_constraints = ON")
    try:
        raw.execute("BEGIN")
        yield
        raw.execute("COMMIT")
    finally:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raw.execute("PRAGMA ignore_check_constraints = OFF")
        raw.execute(f"PRAGMA foreign_keys = {keys}")


def _differences(source: Source, target: Source, wanted: Wanted) -> Iterator[str]:
    """Both are read, and nothing is believed."""
    for change in compare(introspect(source, wanted), introspect(target, wanted)):
        yield f"The copy differs: {change.kind} {change.object}."


@dataclass
class _Part:
    """Copies row by row."""

    source: sqlite3.Connection
    target: sqlite3.Connection
    portion: Portion
    #: Whether nobody else uses the connection to the source.
    own: bool
    said: list[str] = field(default_factory=list)

    def copy(self) -> list[str]:
        """Tables, rows, and then what would slow rows down or act on them: indexes, triggers, views."""
        schema = snapshot(self.source)
        objects = list(ask(self.source, "objects"))
        with closing(sqlite3.connect(":memory:")) as empty:
            empty.backup(self.target)  # The source may have changed while it was read, and is read again.
        for name, value in ask(self.source, "database"):
            self.target.execute(f"PRAGMA {name} = {value!r}")
        tables = {table.name: table for table in schema.all("table")}
        with _unchecked(self.target):
            made = self._make(row for row in objects if row[0] == "table" and row[1] in tables)
            ordinary = {name: nothing_of(table) for name, table in tables.items() if name in made and not table.kind}
            self._rows(ordinary)
            for name, text in made.items():
                if tables[name].kind == "virtual":
                    self._virtual(tables[name], text)
            self._make(row for row in objects if row[0] != "table" and row[3] and not row[1].startswith(refusing.NAME))
            self._sequences()
        return self.said

    def _make(self, objects: Iterable[Row]) -> dict[str, str]:
        """The objects that could be made, with their texts."""
        made = {}
        for kind, name, _, text in objects:
            try:
                self.target.execute(text)
                made[name] = text
            except sqlite3.Error as error:
                self.said.append(f"The {kind} {name} cannot be made: {reason(error, {})}")
        return made

    def _rows(self, tables: dict[str, Chosen]) -> None:
        self._allow_time()
        if self.portion.rows is not None:
            choose(self.source, tables, self.portion.rows, _RECORDER)
        for name, chosen in tables.items():
            self._allow_time()
            width = len(chosen.identity)
            rows: Iterable[Row] = chosen.rows.values()
            if self.portion.rows is None:
                rows = (row[width:] for row in chosen.read(self.source))
            mask = None if name == _RECORDER else self.portion.mask_of(name)
            self._insert(name, chosen.columns, _masked(rows, name, chosen.columns, mask))

    def _virtual(self, table: Table, text: str) -> None:
        """Through its module, which keeps the rows in its own way."""
        name, module = table.name, dict(table.options).get("module", "")
        try:
            if table_text.keeps_rows_elsewhere(text):
                self.target.execute(f"INSERT INTO {quoted(name)}({quoted(name)}) VALUES ('rebuild')")  # noqa: S608
                return
            found = read_rows(self.source, "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", (name,))
            columns = tuple(column for (column,) in found)
            chosen = Chosen(table, ("rowid",), ("rowid", *columns) if module.startswith(_FULL_TEXT) else columns)
            if self.portion.rows is None:
                chosen.add(chosen.read(self.source))
            else:
                chosen.ends(self.source, self.portion.rows)
            self._insert(
                name, chosen.columns, _masked(chosen.rows.values(), name, chosen.columns, self.portion.mask_of(name))
            )
        except sqlite3.OperationalError as error:
            self.said.append(f"The rows of the virtual table {name} cannot be copied: {reason(error, {})}")

    def _insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        names = ", ".join(map(quoted, columns))
        places = ", ".join("?" * len(columns))
        sql = f"INSERT INTO main.{quoted(table)} ({names}) VALUES ({places})"  # noqa: S608 - quoted
        iterator = iter(rows)
        while some := list(islice(iterator, _BATCH)):
            self.target.execute("SAVEPOINT batch")
            try:
                self.target.executemany(sql, some)
            except UnicodeEncodeError:
                self.target.execute("ROLLBACK TO batch")
                self._insert_bytes(sql.removesuffix(f"({places})"), some)
            self.target.execute("RELEASE batch")

    def _insert_bytes(self, start: str, rows: Iterable[Row]) -> None:
        """Texts that are no UTF-8 keep their bytes."""
        for row in rows:
            places = ", ".join("CAST(? AS TEXT)" if isinstance(value, str) else "?" for value in row)
            values = [value.encode(errors="surrogateescape") if isinstance(value, str) else value for value in row]
            self.target.execute(f"{start}({places})", values)

    def _sequences(self) -> None:
        """What AUTOINCREMENT has counted to."""
        if list(read_rows(self.source, "SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'")):
            self.target.execute("DELETE FROM main.sqlite_sequence")
            rows = read_rows(self.source, "SELECT name, seq FROM main.sqlite_sequence")
            self.target.executemany("INSERT INTO main.sqlite_sequence (name, seq) VALUES (?, ?)", list(rows))

    def _allow_time(self) -> None:
        """What follows may take as long as one statement may."""
        if self.own:
            deadline = time.monotonic() + self.portion.timeout
            self.source.set_progress_handler(lambda: time.monotonic() > deadline, _INSTRUCTIONS)


def _masked(rows: Iterable[Row], table: str, columns: Sequence[str], mask: Mask | None) -> Iterable[Row]:
    """What stands for the values; NULL is nobody's."""
    if mask is None:
        return rows
    return (
        tuple(value if value is None else mask(table, name, value) for name, value in zip(columns, row, strict=True))
        for row in rows
    )
