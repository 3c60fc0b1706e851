"""Tries migrations on SQLite: the whole database is copied before, and copied back after."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator, Mapping, Set
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.sqlite import table_text
from schemaguard.databases.sqlite.catalogue import ask
from schemaguard.databases.sqlite.fence import answer
from schemaguard.databases.sqlite.introspect import introspect
from schemaguard.databases.sqlite.lineage import Lineage
from schemaguard.databases.sqlite.normalize import folded
from schemaguard.databases.sqlite.rows import Columns, quoted, read_rows, table_rows
from schemaguard.databases.sqlite.watch import Watch
from schemaguard.databases.stage import EXACT_ROWS, Stage, State, TableRows, Trace
from schemaguard.schema.objects import Table
from schemaguard.schema.snapshot import SchemaSnapshot

_RECORDER = "django_migrations"


@dataclass(frozen=True, slots=True)
class _Memory:
    """What was found last, and how to tell that it is still so."""

    state: State
    #: Everything of sqlite_schema, and what holds for the whole file.
    catalogue: tuple[tuple[Any, ...], ...]
    #: The text of each table, by its name.
    texts: Mapping[str, str]
    #: Changes with each commit of another connection, and with each row that this one writes.
    version: int
    changes: int
    #: What was written since then, when this was put aside.
    written: frozenset[str] = field(default_factory=frozenset)


class SQLiteStage(Stage):
    """A database in memory, or any other.

    What is not written to is not read again: the connection tells which tables its statements may write to, SQLite
    whether another connection has written, and the text of each table whether it is still the same.
    """

    takes_back = True

    def __init__(self, source: Source, connection: Any, *, limit: int = EXACT_ROWS) -> None:
        super().__init__(source, connection)
        self._limit = limit
        self._watch: Watch | None = None
        self._memory: _Memory | None = None

    def state(self) -> State:
        """What it holds; what cannot have changed since the last state comes from there."""
        return self._read(self._memory if self._still_holds() else None)

    def full_state(self) -> State:
        """Everything read anew."""
        return self._read(None)

    def _still_holds(self) -> bool:
        """Whether every change since the last state went through the connection that is watched."""
        memory, watch, raw = self._memory, self._watch, self._raw
        if memory is None or watch is None or watch.connection is not raw:
            return False
        # Rows that were written, and nobody has seen it: then somebody has taken the place of the watch.
        return memory.version == self._version() and (bool(watch.written) or memory.changes == raw.total_changes)

    def _read(self, memory: _Memory | None) -> State:
        written = (self._watch.written if self._watch else set()) | (memory.written if memory else frozenset())
        catalogue = self._catalogue()
        texts = {row[1]: row[3] for row in catalogue if row[0] == "table"}
        known = {}
        if memory:
            same = (name for name in memory.state.rows if memory.texts.get(name) == texts.get(name))
            known = {name: memory.state.rows[name] for name in same if folded(name) not in written}
        schema = self._schema(memory, catalogue, written)
        state = State(schema, self._rows(schema, texts, known), self._counters())
        self._remember(state, catalogue, texts)
        return state

    def _schema(
        self, memory: _Memory | None, catalogue: tuple[tuple[Any, ...], ...], written: Set[str]
    ) -> SchemaSnapshot:
        if memory is None or memory.catalogue != catalogue:
            return introspect(self.source, Wanted())
        schema = memory.state.schema
        if folded(_RECORDER) not in written or any(gap.name == _RECORDER for gap in schema.gaps):
            return schema
        return replace(schema, migrations=tuple(ask(self._raw, "migrations")))

    def _remember(self, state: State, catalogue: tuple[tuple[Any, ...], ...], texts: Mapping[str, str]) -> None:
        """Inside a transaction nothing is remembered: it can be rolled back, and no statement would tell."""
        raw = self._raw
        if raw.in_transaction:
            self._memory = None
            return
        if self._watch is None or self._watch.connection is not raw:
            self._watch = Watch(raw, partial(answer, self.connection))
        self._watch.begin()
        self._memory = _Memory(state, catalogue, texts, self._version(), raw.total_changes)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Copies go page by page (SQLite documentation, "Using the SQLite Online Backup API")."""
        memory = self._memory if self._still_holds() else None
        written = frozenset(self._watch.written) if self._watch else frozenset()
        with closing(sqlite3.connect(":memory:")) as copy:
            self._raw.backup(copy)
            try:
                yield
            finally:
                self._bring_back(copy)
                self._know_again(memory, written)

    def _bring_back(self, copy: sqlite3.Connection) -> None:
        """A query that a migration has not read to its end keeps the database in use."""
        raw = self._raw
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        try:
            copy.backup(raw)
        except sqlite3.OperationalError:
            for holder in gc.get_referrers(raw):
                if isinstance(holder, sqlite3.Cursor):
                    holder.close()
            copy.backup(raw)
        # Temporary tables and settings of the session end with it.
        raw.close()
        self.connection.connection = None

    def _know_again(self, memory: _Memory | None, written: frozenset[str]) -> None:
        """The database is what it was before the attempt, on a new connection."""
        raw = self._raw
        self._watch = Watch(raw, partial(answer, self.connection))
        self._memory = memory and replace(
            memory, version=self._version(), changes=raw.total_changes, written=memory.written | written
        )

    @contextmanager
    def traced(self) -> Iterator[Trace]:
        """Which tables were made anew or read, and which indexes were built."""
        trace, lineage = Trace(), Lineage(name for (name,) in self._ask("SELECT name FROM sqlite_schema"))
        raw = self._raw
        raw.set_trace_callback(lineage.saw)
        try:
            yield trace
        finally:
            raw.set_trace_callback(None)
            vars(trace).update(vars(lineage.found()))

    @property
    def _raw(self) -> sqlite3.Connection:
        self.connection.ensure_connection()
        raw: sqlite3.Connection = self.connection.connection
        return raw

    def _ask(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        return list(read_rows(self._raw, sql, values))

    def _version(self) -> int:
        found: int = self._ask("PRAGMA main.data_version")[0][0]
        return found

    def _catalogue(self) -> tuple[tuple[Any, ...], ...]:
        objects = self._ask("SELECT type, name, tbl_name, CAST(sql AS TEXT) FROM main.sqlite_schema")
        return (*objects, *ask(self._raw, "database"))

    def _rows(
        self, schema: SchemaSnapshot, texts: Mapping[str, str], known: Mapping[str, TableRows]
    ) -> Mapping[str, TableRows]:
        found = {}
        for table in schema.all("table"):
            if table.name in known:
                found[table.name] = known[table.name]
            elif table.kind == "virtual":
                found.update(self._of_virtual(table.name, texts.get(table.name) or ""))
            elif folded(table.name) != _RECORDER:
                found[table.name] = table_rows(self._raw, _columns(table), self._limit)
        return found

    def _of_virtual(self, name: str, text: str) -> Mapping[str, TableRows]:
        """The rows of a full-text index, for example; none of one that another table has the rows of.

        Its module may be missing here, and a module may know no rowid: what cannot be asked cannot be migrated either.
        """
        if table_text.keeps_rows_elsewhere(text):
            return {}
        try:
            columns = self._ask("SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", (name,))
            found = Columns(name, tuple(column for (column,) in columns), ("rowid",))
            return {name: table_rows(self._raw, found, self._limit)}
        except sqlite3.OperationalError:
            return {}

    def _counters(self) -> Mapping[str, int]:
        known = self._ask("SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'")
        rows = self._ask("SELECT name, seq FROM main.sqlite_sequence") if known else []
        return {name: seq for name, seq in rows if isinstance(seq, int)}


def _columns(table: Table) -> Columns:
    """Computed columns say nothing that others do not."""
    names = tuple(column.name for column in table.columns if not column.generated)
    key = table.primary_key[0].columns if table.primary_key else ()
    return Columns(table.name, names, key, frozenset(name for name in names if _is_json(table, name)))


def _is_json(table: Table, column: str) -> bool:
    """Whether a check says so, as Django's field has one. A snapshot quotes only names that need it."""
    tests = {f"json_valid({name})" for name in (column.lower(), quoted(column).lower())}
    return any(test in check.expression.lower() for test in tests for check in table.checks)
