"""Which rows of a SQLite database to copy, when not all: the same ones on every run.

Of each table the first and the last rows by their rowid or key, and then those that the chosen ones refer to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemaguard.databases.sqlite.rows import quoted, read_rows
from schemaguard.schema.objects import ForeignKey, Table

Row = tuple[Any, ...]

#: Keys that are looked up at a time. SQLite takes 32,766 values (sqlite.org, "Implementation Limits"), keys have parts.
_BATCH = 500
#: Names of the rowid; a column can take one of them away.
_ROWIDS = ("rowid", "_rowid_", "oid")


@dataclass
class Chosen:
    """A table, and its rows that are chosen, by what identifies them."""

    table: Table
    #: The rowid, or the primary key of a table without one.
    identity: tuple[str, ...]
    #: What is copied: no computed columns; the rowid only where no column is another name for it.
    columns: tuple[str, ...]
    rows: dict[Row, Row] = field(default_factory=dict)

    def read(self, connection: sqlite3.Connection, behind: str = "", values: Sequence[Any] = ()) -> Iterator[Row]:
        """Rows: what identifies each, and then the columns."""
        chosen = ", ".join(f"+{quoted(name)}" for name in (*self.identity, *self.columns))
        sql = f"SELECT {chosen} FROM main.{quoted(self.table.name)} {behind}"  # noqa: S608 - quoted
        yield from read_rows(connection, sql, values)

    def ends(self, connection: sqlite3.Connection, rows: int) -> list[Row]:
        """The first and the last rows."""
        found: list[Row] = []
        for order, count in (("ASC", rows - rows // 2), ("DESC", rows // 2)):
            by = ", ".join(f"{quoted(name)} {order}" for name in self.identity)
            found += self.read(connection, f"ORDER BY {by} LIMIT {count}")
        return self.add(found)

    def matching(self, connection: sqlite3.Connection, columns: Sequence[str], keys: Sequence[Row]) -> list[Row]:
        """The rows with these values."""
        places = ", ".join(f"({', '.join('?' * len(columns))})" for _ in keys)
        names = ", ".join(map(quoted, columns))
        return self.add(
            self.read(connection, f"WHERE ({names}) IN (VALUES {places})", [v for key in keys for v in key])
        )

    def add(self, found: Iterable[Row]) -> list[Row]:
        """Those that are new, without what identifies them."""
        width, new = len(self.identity), []
        for row in found:
            if row[:width] not in self.rows:
                self.rows[row[:width]] = row[width:]
                new.append(row[width:])
        return new

    def values(self, row: Row, columns: Sequence[str]) -> Row:
        """Some columns of a row."""
        return tuple(row[self.columns.index(name)] for name in columns)


def nothing_of(table: Table) -> Chosen:
    """A table without rows yet."""
    columns = tuple(column.name for column in table.columns if not column.generated)
    if ("without_rowid", "true") in table.options:
        return Chosen(table, table.primary_key[0].columns, columns)
    taken = {column.name.lower() for column in table.columns}
    rowid = tuple(name for name in _ROWIDS if name not in taken)[:1]
    has_column = any(column.identity for column in table.columns)
    return Chosen(table, rowid or columns, columns if has_column else (*rowid, *columns))


def choose(connection: sqlite3.Connection, tables: Mapping[str, Chosen], rows: int, whole: str) -> None:
    """Choose rows of each table, all of the one named ``whole``, and what they refer to."""
    new = [
        (chosen, chosen.add(chosen.read(connection)) if name == whole else chosen.ends(connection, rows))
        for name, chosen in tables.items()
    ]
    asked: dict[tuple[str, tuple[str, ...]], set[Row]] = {}
    while new:
        chosen, fresh = new.pop()
        for key in chosen.table.foreign_keys:
            target = tables.get(key.target)
            if target is not None and key.target_columns:
                before = asked.setdefault((key.target, key.target_columns), set())
                wanted = _wanted(chosen, key, fresh) - before
                before |= wanted
                new += _found(connection, target, key.target_columns, sorted(wanted, key=repr))


def _wanted(chosen: Chosen, key: ForeignKey, rows: Iterable[Row]) -> set[Row]:
    """What rows refer to. Where a part is NULL, it is nothing (sqlite.org, "SQLite Foreign Key Support", section 2)."""
    if not set(key.columns) <= set(chosen.columns):
        return set()
    return {value for row in rows if None not in (value := chosen.values(row, key.columns))}


def _found(
    connection: sqlite3.Connection, target: Chosen, columns: Sequence[str], wanted: list[Row]
) -> Iterator[tuple[Chosen, list[Row]]]:
    for start in range(0, len(wanted), _BATCH):
        found = target.matching(connection, columns, wanted[start : start + _BATCH])
        if found:
            yield target, found
