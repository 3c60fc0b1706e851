"""SQL that turns rows into hashes inside the server, equal for equal values.

What a value is does not depend on how it is stored: texts count by their characters, whatever the character set;
decimals and times without trailing zeros; JSON with its keys in order; floats with all their digits.
MySQL 8.4 manual, "Cast Functions and Operators"; MariaDB 10.11 and MySQL 9.7 were asked.
MySQL 9.7 has no MD5 any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from schemaguard.databases.mysql.catalogue import quoted
from schemaguard.databases.stage import Cell, TableRows
from schemaguard.schema.objects import Column, Table

#: As many tables are read by one statement.
_CHUNK = 40
_NULL = "-"
#: Stands before a length: a value that is too long for the server to hash.
_TOO_LONG = "~"
_TIMES = ("datetime", "time")
_BYTES = ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob")
_PLACES = ("geometry", "point", "linestring", "polygon", "geometrycollection", "vector")
_LONG = ("text", "blob", "json", "geometry")
_NUMBERS = ("tinyint", "smallint", "mediumint", "int", "bigint", "year", "date", "uuid", "inet4", "inet6")


class RowReader:
    """Reads rows as hashes, of many tables with one statement."""

    def __init__(self, limit: int) -> None:
        #: Rows of a table that are told apart; beyond that there are sums.
        self.limit = limit
        self._large: set[str] = set()

    def read(self, cursor: Any, tables: Iterable[Table]) -> dict[str, TableRows]:
        """The rows of all these tables, by name."""
        wanted = {table.name: table for table in tables}
        found = dict(self._cells(cursor, [table for name, table in wanted.items() if name not in self._large]))
        large = self._sums(cursor, [table for name, table in wanted.items() if name not in found])
        shrunk = {name for name, rows in large.items() if rows.count <= self.limit}
        self._large = (self._large - wanted.keys()) | (large.keys() - shrunk)
        return {**found, **large, **dict(self._cells(cursor, [wanted[name] for name in sorted(shrunk)]))}

    def _cells(self, cursor: Any, tables: Sequence[Table]) -> Iterator[tuple[str, TableRows]]:
        for chunk in _chunks(tables):
            rows: dict[int, list[tuple[bytes, str]]] = {number: [] for number in range(len(chunk))}
            parts = [f"({_cells_sql(table, number)} LIMIT {self.limit + 1})" for number, table in enumerate(chunk)]
            cursor.execute(" UNION ALL ".join(parts))
            for number, key, cells in cursor.fetchall():
                rows[number].append((_bytes(key), _text(cells)))
            for number, found in rows.items():
                if len(found) <= self.limit:
                    yield chunk[number].name, _table_rows(chunk[number], found)

    def _sums(self, cursor: Any, tables: Sequence[Table]) -> Mapping[str, TableRows]:
        found: dict[str, TableRows] = {}
        for chunk in _chunks(tables):
            cursor.execute(" UNION ALL ".join(_sums_sql(table, number) for number, table in enumerate(chunk)))
            for number, count, sums in cursor.fetchall():
                table = chunk[number]
                names = tuple(column.name for column in values(table))
                totals = dict(zip(names, map(int, _text(sums).split(",")), strict=True))
                found[table.name] = TableRows(names, key_of(table), {}, int(count), totals)
        return found


def key_of(table: Table) -> tuple[str, ...]:
    """The columns that tell its rows apart."""
    return table.primary_key[0].columns if table.primary_key else ()


@lru_cache(maxsize=4096)
def values(table: Table) -> tuple[Column, ...]:
    """Its columns, without the times at which the server itself says that a row begins and ends."""
    return tuple(
        column
        for column in table.columns
        if "ROW START" not in column.generated.upper().replace("_", " ")
        and "ROW END" not in column.generated.upper().replace("_", " ")
    )


@lru_cache(maxsize=4096)
def _cells_sql(table: Table, number: int) -> str:
    cells = ", ".join(_cell(column, is_json=_is_json(table, column)) for column in values(table))
    return f"SELECT {number}, {key_sql(table)}, CONCAT_WS(',', {cells}) FROM {quoted(table.name)}"


@lru_cache(maxsize=4096)
def _sums_sql(table: Table, number: int) -> str:
    """The hash of a value is taken together with its key: values that change places are not the same."""
    key = key_sql(table)
    cells = [canonical(column, is_json=_is_json(table, column)) for column in values(table)]
    hashes = [f"CONV(LEFT(SHA2(CONCAT({key}, '|', {cell}), 256), 15), 16, 10)" for cell in cells]
    sums = ", ".join(f"IFNULL(SUM(CAST({number} AS UNSIGNED)), 0)" for number in hashes)
    return f"SELECT {number}, COUNT(*), CONCAT_WS(',', {sums}) FROM {quoted(table.name)}"


def key_sql(table: Table) -> str:
    """The key of a row as bytes of text; empty where rows have none."""
    by_name = {column.name: column for column in table.columns}
    parts = [_readable(by_name[name]) for name in key_of(table) if name in by_name]
    return f"CAST(CONCAT_WS(', ', {', '.join(parts)}) AS BINARY)" if parts else "CAST('' AS BINARY)"


def _readable(column: Column) -> str:
    family = _family(column.type)
    return f"HEX({quoted(column.name)})" if family in _BYTES else canonical(column, is_json=False)


def _cell(column: Column, *, is_json: bool) -> str:
    value = f"LEFT(SHA2({canonical(column, is_json=is_json)}, 256), 16)"
    absent = f"'{_NULL}'"
    if _family(column.type).endswith(_LONG):
        name = quoted(column.name)
        absent = f"IF({name} IS NULL, '{_NULL}', CONCAT('{_TOO_LONG}', LENGTH({name})))"
    return f"IFNULL({value}, {absent})"


def canonical(column: Column, *, is_json: bool) -> str:
    """An expression that is equal for equal values of this column."""
    name, family = quoted(column.name), _family(column.type)
    if is_json:
        return f"COALESCE(JSON_NORMALIZE({name}), {name})"  # It knows no more than 32 levels.
    if family == "timestamp":
        return _trimmed(f"UNIX_TIMESTAMP({name})", "(" in column.type)  # What is stored, whatever the time zone.
    if family in _TIMES:
        return _trimmed(name, "(" in column.type)
    if family == "decimal":
        return _trimmed(name, not column.type.startswith(f"{family}(") or ",0)" not in column.type)
    if family in ("float", "double"):
        return f"CAST({name} + 0e0 AS CHAR)"  # A FLOAT is shown with six digits, and widened exactly.
    if family == "bit" or "zerofill" in column.type:
        return f"CAST({name} + 0 AS CHAR)"
    if family in _PLACES or family.startswith("multi"):
        return f"HEX({name})"  # With the number of its reference system.
    if family in _NUMBERS or family == "json":
        return f"CAST({name} AS CHAR)"  # MySQL keeps JSON in order itself.
    return name if family in _BYTES else f"CONVERT({name} USING utf8mb4)"


def _trimmed(value: str, has_fraction: bool) -> str:
    text = f"CAST({value} AS CHAR)"
    return f"TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM {text}))" if has_fraction else text


def _is_json(table: Table, column: Column) -> bool:
    """MariaDB has JSON as a text with a check."""
    if "text" not in column.type:
        return False
    wanted = f"json_valid({quoted(column.name)})"
    return any(wanted in check.expression for check in table.checks)


@lru_cache(maxsize=1024)
def _family(text: str) -> str:
    found = re.match(r"\w+", text)
    return found.group().lower() if found else ""


def _table_rows(table: Table, rows: Sequence[tuple[bytes, str]]) -> TableRows:
    key = key_of(table)
    cells = {
        key_text.decode(errors="backslashreplace") if key else str(number): tuple(map(_number, text.split(",")))
        for number, (key_text, text) in enumerate(rows)
    }
    return TableRows(tuple(column.name for column in values(table)), key, cells, len(rows))


def _number(text: str) -> Cell:
    if text == _NULL:
        return None
    return -int(text[1:]) - 1 if text.startswith(_TOO_LONG) else int(text, 16)


def _bytes(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else value


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _chunks(tables: Sequence[Table]) -> Iterator[Sequence[Table]]:
    yield from (tables[start : start + _CHUNK] for start in range(0, len(tables), _CHUNK))
