"""Rows that go through this process: to another server, or because values are masked on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from django.db.utils import Error

from schemaguard.databases.base import Portion, Source, Wanted
from schemaguard.databases.connections import reason
from schemaguard.databases.mysql.catalogue import quoted
from schemaguard.databases.mysql.copy_structure import orphans, stored_columns
from schemaguard.databases.mysql.session import reading, variables
from schemaguard.exceptions import BadInput
from schemaguard.schema.objects import Column, ForeignKey, Table

_BATCH = 500
_STRICT = {"sql_mode": "NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,STRICT_ALL_TABLES"}
#: What drivers turn into values of Python that do not hold everything: zero dates, more than 24 hours, six digits.
_AS_TEXT = ("date", "time", "year", "decimal")
_AS_NUMBER = {"float": "0e0", "double": "0e0", "bit": "0"}


class Fetching:
    """Reads from one connection in a read-only transaction, and writes to another."""

    def __init__(self, source: Source, live: Any, cursor: Any, portion: Portion, tables: Sequence[Table]) -> None:
        self._source, self._live, self._cursor, self._portion = source, live, cursor, portion
        self._keys = _keys(tables)
        self._kept: dict[str, None] = {}

    def take(self, table: Table, chosen: str, parameters: Sequence[Any] = ()) -> int:
        """Row by row, in batches."""
        columns = [column for column in table.columns if not column.generated]
        picked = ", ".join(map(_exact, columns))
        sql = f"SELECT {picked} FROM {quoted(str(self._source.settings['NAME']))}.{quoted(table.name)} s {chosen}"
        places = ", ".join(["%s"] * len(columns))
        into = f"INSERT INTO {quoted(table.name)} ({stored_columns(table)}) VALUES ({places})"
        count = 0
        rows = self._rows(sql, parameters)
        while batch := list(islice(rows, _BATCH)):
            self._write(table, into, [self._masked(table, columns, row) for row in batch])
            count += len(batch)
        return count

    def _write(self, table: Table, into: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """What stands for a value must fit; what was there before may be anything, such as the 31st of February."""
        if self._portion.mask_of(table.name) is None:
            self._cursor.executemany(into, rows)
            return
        try:
            with variables(self._cursor, _STRICT):
                self._cursor.executemany(into, rows)
        except Error as error:
            why = reason(error, self._source.settings)
            raise BadInput(f"A masked value does not fit into {table.name}: {why}") from error

    def missing(self, child: Table, key: ForeignKey, parent: Table) -> int:
        """The copy says which keys are missing, and the source gives these rows."""
        by_name = {column.name: column for column in child.columns}
        wanted = ", ".join(_exact(by_name[name]).replace("s.", "c.", 1) for name in key.columns)
        self._cursor.execute(f"SELECT DISTINCT {wanted} FROM {orphans(child, key, parent)}")
        lost = iter(self._cursor.fetchall())
        names = ", ".join(f"s.{quoted(name)}" for name in key.target_columns)
        place = f"({', '.join(['%s'] * len(key.columns))})"
        count = 0
        while batch := list(islice(lost, _BATCH)):
            found = ", ".join([place] * len(batch))
            count += self.take(parent, f"WHERE ({names}) IN ({found})", [value for row in batch for value in row])
        return count

    def remarks(self) -> Iterator[str]:
        """Columns that stayed as they are although they should have been masked."""
        yield from (
            f"{name} is copied as it is: it is part of a key, which must fit other rows." for name in self._kept
        )

    def _rows(self, sql: str, parameters: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        from MySQLdb.cursors import SSCursor

        with (
            reading(self._live, self._source, Wanted(self._portion.timeout)),
            self._live.wrap_database_errors,
            closing(self._live.connection.cursor(SSCursor)) as cursor,
        ):
            cursor.execute(sql, list(parameters) or None)
            while rows := cursor.fetchmany(_BATCH):
                yield from rows

    def _masked(self, table: Table, columns: Sequence[Column], row: tuple[Any, ...]) -> tuple[Any, ...]:
        mask = self._portion.mask_of(table.name)
        if mask is None:
            return row
        found = []
        for column, value in zip(columns, row, strict=True):
            other = mask(table.name, column.name, value)
            if (table.name, column.name) in self._keys and other != value:
                self._kept[f"{table.name}.{column.name}"] = None
                other = value
            found.append(other)
        return tuple(found)


def _keys(tables: Sequence[Table]) -> set[tuple[str, str]]:
    """The columns that tell rows apart or tie them together."""
    found = {(table.name, name) for table in tables for key in table.primary_key for name in key.columns}
    for table in tables:
        for link in table.foreign_keys:
            found |= {(table.name, name) for name in link.columns}
            found |= {(link.target, name) for name in link.target_columns}
    return found


def _exact(column: Column) -> str:
    """What a driver must fetch so that nothing of the value is lost."""
    name = f"s.{quoted(column.name)}"
    for family, nothing in _AS_NUMBER.items():
        if column.type.startswith(family):
            return f"{name} + {nothing}"
    is_text = column.type.startswith(_AS_TEXT)
    return f"CAST({name} AS CHAR)" if is_text or column.type.startswith("timestamp") else name
