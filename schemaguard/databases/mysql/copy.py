"""Copies a database of MySQL or MariaDB, structure and rows, into an empty one. The source is only read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.utils import Error

from schemaguard.databases.base import Portion, Source, Wanted
from schemaguard.databases.connections import opened
from schemaguard.databases.mysql.catalogue import quoted, run
from schemaguard.databases.mysql.copy_rows import copy_rows
from schemaguard.databases.mysql.copy_structure import Elsewhere, Made, Names, disabled, made, names_of, run_made, said
from schemaguard.databases.mysql.introspect import introspect
from schemaguard.databases.mysql.session import AS_IS, reading, variables
from schemaguard.databases.obstacles import while_copying
from schemaguard.schema.compare import compare_fully
from schemaguard.schema.objects import Table
from schemaguard.schema.snapshot import SchemaSnapshot

#: Engines whose tables have rows of their own. A copy of another one would read and write what the original does.
_ENGINES = frozenset("InnoDB MyISAM Aria MEMORY CSV ARCHIVE ROCKSDB BLACKHOLE TokuDB ColumnStore".split())
#: What is the matter with an object of the source, by what would have to be done to get the copy.
_UNLIKE = {"drop": "is missing in the copy", "add": "is only in the copy"}


def copy(source: Source, target: Source, portion: Portion) -> tuple[str, ...]:
    """Structure, then rows, then what runs by itself. Returns sentences about what the copy does not have."""
    schema = introspect(source, Wanted(portion.timeout))
    with opened(source) as live, opened(target) as made_for:
        work = _Work(source, target, portion, schema, live, made_for)
        return tuple(work.run())


class _Work:
    def __init__(
        self,
        source: Source,
        target: Source,
        portion: Portion,
        schema: SchemaSnapshot,
        live: Any,
        target_connection: Any,
    ) -> None:
        self._source, self._target = source, target
        self._portion, self._schema = portion, schema
        self._live, self._connection = live, target_connection
        #: The names of objects that were not copied, and of which that was said.
        self._left_out: set[str] = set()

    def run(self) -> Iterator[str]:
        """Everything, in an order in which each finds what it needs."""
        yield from (f"{gap.kind} {gap.name} may be missing in the copy. {gap.reason}" for gap in self._schema.gaps)
        with reading(self._live, self._source, Wanted(self._portion.timeout)) as cursor:
            yield from self._structure(cursor)
        tables = self._there()
        with self._connection.cursor() as cursor, variables(cursor, AS_IS):
            yield from copy_rows(self._source, self._live, self._connection, self._portion, tables)
            yield from self._sequences(cursor)
        with reading(self._live, self._source, Wanted(self._portion.timeout)) as cursor:
            yield from self._programs(cursor)
        yield from self._unlike()

    def _structure(self, cursor: Any) -> Iterator[str]:
        names = names_of(cursor, str(self._source.settings["NAME"]))
        yield from self._make(cursor, names, [("SEQUENCE", item.name) for item in self._schema.all("sequence")])
        tables = []
        for table in self._schema.all("table"):
            engine = dict(table.options).get("engine", "")
            if engine in _ENGINES:
                tables.append(("TABLE", table.name))
            else:
                self._left_out.add(table.name)
                yield f"The table {table.name} is not copied: its engine {engine or '?'} keeps rows elsewhere."
        yield from self._make(cursor, names, tables)

    def _programs(self, cursor: Any) -> Iterator[str]:
        """Triggers come after the rows, for which they must not run; events are made so that they never run."""
        names = names_of(cursor, str(self._source.settings["NAME"]))
        routines = [
            (item.kind.upper(), item.name.removesuffix(f" ({item.kind})")) for item in self._schema.all("routine")
        ]
        # The body of a package needs the package.
        yield from self._make(cursor, names, sorted(routines, key=lambda item: item[0] == "PACKAGE BODY"))
        yield from self._make(cursor, names, [("VIEW", item.name) for item in self._schema.all("view")])
        tables = [table for table in self._schema.all("table") if isinstance(table, Table)]
        yield from self._make(cursor, names, [("TRIGGER", item.name) for table in tables for item in _in_order(table)])
        yield from self._make(cursor, names, [("EVENT", item.name) for item in self._schema.all("other")])

    def _make(self, cursor: Any, names: Names, wanted: list[tuple[str, str]]) -> Iterator[str]:
        """Make objects, those again at the end that need one of the others."""
        found: list[Made] = []
        for kind, name in wanted:
            try:
                item = made(cursor, kind, name, names)
            except Elsewhere as error:
                yield self._without(kind, name, f"it has to do with the database {error}.")
                continue
            except Error as error:
                if while_copying(error):
                    raise
                yield self._without(kind, name, said(error))
                continue
            if item is None:
                yield self._without(kind, name, "its definition may not be read.")
            else:
                found.append(disabled(item) if kind == "EVENT" else item)
        yield from self._run(found)

    def _run(self, waiting: list[Made]) -> Iterator[str]:
        """Rounds, until one brings nothing new."""
        with self._connection.cursor() as cursor, variables(cursor, AS_IS):
            while waiting:
                failed: list[tuple[Made, Error]] = []
                for item in waiting:
                    try:
                        run_made(cursor, item)
                    except Error as error:
                        if while_copying(error):
                            raise
                        failed.append((item, error))
                if len(failed) == len(waiting):
                    yield from (self._without(item.kind, item.name, said(error)) for item, error in failed)
                    return
                waiting = [item for item, _ in failed]

    def _without(self, kind: str, name: str, why: str) -> str:
        self._left_out |= {name, f"{name} ({kind.lower()})"}
        return f"The {kind.lower()} {name} is not copied: {why}"

    def _there(self) -> list[Table]:
        """The tables that both have."""
        copied = introspect(self._on_target(), Wanted(self._portion.timeout))
        names = {table.name for table in copied.all("table")}
        return [table for table in self._schema.all("table") if table.name in names]

    def _on_target(self) -> Source:
        return replace(self._target, connection=self._connection)

    def _sequences(self, cursor: Any) -> Iterator[str]:
        for item in self._schema.all("sequence"):
            try:
                with self._live.cursor() as live:
                    ((value,),) = run(live, f"SELECT next_not_cached_value FROM {quoted(item.name)}")
                cursor.execute(f"SELECT SETVAL({quoted(item.name)}, {int(value)}, 0)")
            except Error as error:
                if while_copying(error):
                    raise
                yield f"The sequence {item.name} begins anew: {said(error)}"

    def _unlike(self) -> Iterator[str]:
        """Proof: what the copy looks like, read as the source was. What was said already is not said again."""
        copied = introspect(self._on_target(), Wanted(self._portion.timeout))
        for change in compare_fully(self._schema, copied).changes:
            known = change.action == "drop" and change.subject.name in self._left_out
            if not known and getattr(change.subject, "kind", "") != "event":
                yield f"The {change.type} {change.object} {_UNLIKE.get(change.action, 'is not the same in the copy')}."


def _in_order(table: Table) -> list[Any]:
    """A trigger after the one that it follows."""
    return sorted(table.triggers, key=lambda item: len(_chain(table, item.name)))


def _chain(table: Table, name: str) -> list[str]:
    after = {item.name: dict(item.options).get("follows", "") for item in table.triggers}
    found = [name]
    while (name := after.get(name, "")) and name not in found:
        found.append(name)
    return found
