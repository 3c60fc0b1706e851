"""How rows of our own are written into a scratch database: what its columns take, and the statements.

Each database package has a ``values.py`` with one class.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.transaction import atomic

from schemaguard.schema.kinds import full_name
from schemaguard.schema.objects import Column, Table
from schemaguard.schema.snapshot import SchemaSnapshot

#: A row by the names of its columns.
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Accepts:
    """What a column takes: a kind of values, and their limits."""

    #: "integer", "decimal", "float", "text", "bytes", "boolean", "date", "time", "timestamp", "interval", "uuid",
    #: "json", "address"; "one of" where ``labels`` has all there is to choose from; empty: not known.
    family: str
    low: int | Decimal | None = None
    high: int | Decimal | None = None
    #: Characters of a text, bytes, digits of a decimal.
    length: int | None = None
    #: Digits after the point: of a decimal, of a second.
    places: int | None = None
    #: Values as the database spells them.
    labels: tuple[Any, ...] = ()
    #: What stands for the value in a statement.
    placeholder: str = "%s"
    #: What a text must look like: "email", "slug", "url", "uuid", "ipv4", "path", "list".
    form: str = ""


class Values(ABC):
    """One scratch database, as SQL sees it."""

    #: What tells rows of a table without a key apart within a statement; empty: nothing.
    row_id: str = ""

    def __init__(self, connection: Any, schema: SchemaSnapshot) -> None:
        self.connection = connection
        self.schema = schema

    @abstractmethod
    def accepts(self, column: Column) -> Accepts:
        """What a column takes, by its type."""

    @abstractmethod
    def parameter(self, value: Any, accepts: Accepts) -> Any:
        """A value for the driver."""

    def checks(self, column: Column) -> tuple[str, ...]:
        """Expressions that its type has for a value: those of a domain, with the name of the column for VALUE."""
        return ()

    @contextmanager
    def keys(self, *, late: bool) -> Iterator[None]:
        """When foreign keys are looked at inside: at each statement, or, where the database can, at the end."""
        yield

    def tables(self, models: Any) -> tuple[Table, ...]:
        """The tables that rows can be put into. ``models``: the ProjectState, for databases without columns."""
        return tuple(
            table
            for table in self.schema.all("table")
            if table.kind in ("", "partitioned") and not table.partition_of and table.columns
        )

    def attempt(self) -> Any:
        """What is done inside is taken back after an exception."""
        return atomic(self.connection.alias)

    def insert(self, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Several rows at once. Without columns each row has what the table gives by itself."""
        with self.connection.cursor() as cursor:
            if not columns:
                for _ in rows:
                    cursor.execute(f"INSERT INTO {self._name(table)} {self._defaults(table)}", ())
                return
            marks = f"({', '.join(self._marks(table, columns))})"
            names = ", ".join(map(self._quoted, columns))
            sql = f"INSERT INTO {self._name(table)} ({names}) VALUES {', '.join([marks] * len(rows))}"  # noqa: S608 - names are quoted
            cursor.execute(sql, [value for row in rows for value in row])

    def update(self, table: Table, key: Row, changes: Row) -> None:
        """Change one row."""
        marks = self._marks(table, list(changes))
        sets = ", ".join(f"{self._quoted(name)} = {mark}" for name, mark in zip(changes, marks, strict=True))
        sql = f"UPDATE {self._name(table)} SET {sets} WHERE {self._where(key)}"  # noqa: S608 - names are quoted
        with self.connection.cursor() as cursor:
            cursor.execute(sql, [*changes.values(), *key.values()])

    def delete(self, table: Table, key: Row) -> None:
        """Remove one row."""
        with self.connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._name(table)} WHERE {self._where(key)}", list(key.values()))  # noqa: S608 - names are quoted

    def select(
        self, table: Table, columns: Sequence[str], limit: int, order: Sequence[str] = ()
    ) -> list[tuple[Any, ...]]:
        """The values of some rows, in the order of these columns, or of all of them."""
        names, by = (
            ", ".join(name if name == self.row_id else self._quoted(name) for name in asked)
            for asked in (columns, order or columns)
        )
        sql = f"SELECT {names} FROM {self._name(table)} ORDER BY {by} LIMIT {limit}"  # noqa: S608 - names are quoted
        with self.connection.cursor() as cursor:
            cursor.execute(sql, ())  # With parameters, so that %% is read as in the others.
            return [tuple(row) for row in cursor.fetchall()]

    def _defaults(self, table: Table) -> str:
        return "DEFAULT VALUES"

    def _marks(self, table: Table, columns: Sequence[str]) -> Iterator[str]:
        by_name = {column.name: column for column in table.columns}
        return (self.accepts(by_name[name]).placeholder for name in columns)

    def _where(self, key: Row) -> str:
        return " AND ".join(f"{name if name == self.row_id else self._quoted(name)} = %s" for name in key)

    def _name(self, table: Table) -> str:
        if not table.schema:
            return self._quoted(table.name)
        return f"{self._quoted(table.schema)}.{self._quoted(table.name)}"

    def _quoted(self, name: str) -> str:
        # Django takes a name that stands in quotes as it is, and doubles no quotes inside.
        quoted: str = self.connection.ops.quote_name("x")
        mark = quoted[0]
        return f"{mark}{name.replace(mark, mark * 2)}{mark}".replace("%", "%%")


def name_of(table: Table) -> str:
    """As ``State.rows`` has it."""
    return full_name(table)
