"""Tries migrations on MySQL and MariaDB, where data definition commits: what is tried is done, and made good after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from schemaguard.databases.base import Source
from schemaguard.databases.mysql import stage_changes, stage_trace
from schemaguard.databases.mysql.catalogue import quoted, run
from schemaguard.databases.mysql.stage_keep import Shelf
from schemaguard.databases.mysql.stage_rows import RowReader
from schemaguard.databases.mysql.stage_schema import RECORDER, SchemaReader
from schemaguard.databases.stage import EXACT_ROWS, Stage, State, TableRows, Trace
from schemaguard.exceptions import BadInput
from schemaguard.schema.objects import Table
from schemaguard.schema.snapshot import SchemaSnapshot


class MySQLStage(Stage):
    """A scratch database. What can have changed since the last look is known from the statements that were sent."""

    takes_back = False
    unseen = stage_trace.UNSEEN

    def __init__(self, source: Source, connection: Any, limit: int = EXACT_ROWS) -> None:
        super().__init__(replace(source, connection=connection), connection)
        self._rows = RowReader(limit)
        self._schema = SchemaReader(self.source)
        self._watch = stage_changes.Watch()
        # Before any other, since those are taken off from the end.
        connection.execute_wrappers.insert(0, self._watch)
        self._shelf = Shelf(source)
        self._last: State | None = None

    def state(self) -> State:
        """What it holds; of tables that no statement can have changed, what was known."""
        return _without_recorder(self._now())

    def full_state(self) -> State:
        """The same, with everything read anew."""
        self._last = None
        return self.state()

    def keep(self) -> None:
        """Copy aside what differs from what was kept before."""
        state = self._now()
        with self._ours() as cursor:
            self._shelf.keep(cursor, state)

    def restore(self) -> None:
        """Bring back the kept moment. It is looked at afterwards."""
        now = self._now()
        with self._ours() as cursor:
            if not self._shelf.restore(cursor, now):
                return
        self._last = None
        with self.connection.cursor() as cursor:
            found = self._shelf.differences(self._now())
        if found:
            raise BadInput(f"The scratch database could not be brought back to what it was: {', '.join(found)}.")

    def settle(self) -> None:
        """Nothing: InnoDB has no deferred constraints. MySQL manual, "FOREIGN KEY Constraints"."""

    @contextmanager
    def traced(self) -> Iterator[Trace]:
        """Which tables were written anew, and by which algorithm. Needs the right PROCESS."""
        trace, mark = Trace(), len(self._watch.sent)
        before = stage_trace.inside(self.connection)
        yield trace
        sent = self._watch.sent[mark:]
        if not stage_changes.changes_schema(sent):
            return
        after = stage_trace.inside(self.connection)
        if before is None or after is None:
            trace.notes.append(stage_trace.DENIED)
            return
        mariadb = self.connection.mysql_is_mariadb
        stage_trace.compare(trace, before, after, sent, mariadb=mariadb, is_empty=self._is_empty)

    def _is_empty(self, table: str) -> bool:
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {quoted(table)} LIMIT 1")
            return not cursor.fetchall()

    def close(self) -> None:
        """Drop the database that holds the kept moment."""
        self._shelf.close()

    @contextmanager
    def _ours(self) -> Iterator[Any]:
        """A cursor for statements that change nothing of what is known, or after which nothing is known."""
        with self.connection.cursor() as cursor:
            yield cursor
            self._watch.since(self.connection, cursor)

    def _now(self) -> State:
        with self.connection.cursor() as cursor:
            sent, certain = self._watch.since(self.connection, cursor)
            last = self._last if certain else None
            if last is not None and not sent:
                if last.schema.all("sequence"):  # A SELECT can take a value, and no count tells.
                    self._last = replace(last, counters=_counters(cursor, last.schema))
                return self._last or last
            if not self.connection.mysql_is_mariadb:
                cursor.execute("SET SESSION information_schema_stats_expiry = 0")
            self._last = self._read(cursor, last, sent)
        return self._last

    def _read(self, cursor: Any, last: State | None, sent: Sequence[stage_changes.Sent]) -> State:
        before = last.schema if last else None
        changed = stage_changes.touched(sent, before) if before else None
        schema = self._schema.read(cursor, before, sent, changed)
        if before and changed is not None:
            changed = stage_changes.touched(sent, before, schema)
        tables = {table.name: table for table in schema.all("table") if isinstance(table, Table)}
        kept = {} if last is None or changed is None else _unchanged(last, tables, changed)
        rows = self._rows.read(cursor, (table for name, table in tables.items() if name not in kept))
        return State(schema, {**kept, **rows}, _counters(cursor, schema))


def _unchanged(last: State, tables: Mapping[str, Table], changed: set[str]) -> Mapping[str, TableRows]:
    before = {table.name: table for table in last.schema.all("table")}
    return {
        name: last.rows[name]
        for name, table in tables.items()
        if name not in changed and name in last.rows and before.get(name) == table
    }


def _without_recorder(state: State) -> State:
    rows = {name: found for name, found in state.rows.items() if name != RECORDER}
    counters = {name: found for name, found in state.counters.items() if name.partition(".")[0] != RECORDER}
    return State(state.schema, rows, counters)


def _counters(cursor: Any, schema: SchemaSnapshot) -> Mapping[str, int]:
    """The next key of each table, and of each sequence the next value that no session has taken for itself yet."""
    columns = {
        table.name: column.name
        for table in schema.all("table")
        for column in table.columns
        if column.identity == "auto_increment"
    }
    sql = "SELECT TABLE_NAME, AUTO_INCREMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
    found = {
        f"{name}.{columns[name]}": int(number)
        for name, number in run(cursor, sql)
        if name in columns and number is not None
    }
    names = [item.name for item in schema.all("sequence")]
    if names:
        parts = [f"(SELECT {number}, next_not_cached_value FROM {quoted(name)})" for number, name in enumerate(names)]
        found |= {names[int(number)]: int(value) for number, value in run(cursor, " UNION ALL ".join(parts))}
    return found
