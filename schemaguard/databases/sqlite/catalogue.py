"""The catalogue of one database file: each kind of row is read once, by a query in ``sql/``."""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from schemaguard.databases.rows import by_table

_QUERIES = Path(__file__).parent / "sql"


class ObjectRow(NamedTuple):
    """What was created, and how it was written."""

    type: str
    name: str
    table: str
    sql: str


class TableRow(NamedTuple):
    """A table or view."""

    name: str
    type: str
    without_rowid: int
    strict: int


class ColumnRow(NamedTuple):
    """A column of a table."""

    table: str
    name: str
    type: str
    not_null: int
    default: str | None
    #: Place in the primary key, from 1; 0: not in it.
    key: int
    #: 2: virtual generated, 3: stored generated.
    hidden: int


class PartRow(NamedTuple):
    """One element of an index."""

    table: str
    #: The name of the index.
    of: str
    unique: int
    origin: str
    #: -1: the rowid, -2: an expression.
    column: int
    name: str | None
    descending: int
    collation: str


class ForeignKeyRow(NamedTuple):
    """One column of a foreign key."""

    table: str
    id: int
    target: str
    column: str
    #: None: the primary key of the target.
    target_column: str | None
    on_update: str
    on_delete: str


class Catalogue:
    """Everything that the catalogue says, by table."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.objects = [ObjectRow(*row) for row in self.rows("objects")]
        self.tables = [TableRow(*row) for row in self.rows("tables")]
        self.columns = by_table(ColumnRow(*row) for row in self.rows("columns"))
        self.parts = by_table(PartRow(*row) for row in self.rows("indexes"))
        self.foreign_keys = by_table(ForeignKeyRow(*row) for row in self.rows("foreign_keys"))

    def rows(self, name: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return ask(self._connection, name)

    def columns_of(self, name: str) -> tuple[str, ...]:
        """The names of the columns of a table, in their order."""
        return tuple(row.name for row in self.columns.get(name, ()))


def ask(connection: sqlite3.Connection, name: str) -> list[tuple[Any, ...]]:
    """All rows of a query, as plain tuples whatever the connection makes of rows."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(_query(name)).fetchall()


@cache
def _query(name: str) -> str:
    return (_QUERIES / f"{name}.sql").read_text(encoding="utf-8")
