"""Rows of SQLite tables as hashes.

Equal is what SQLite's own ``=`` calls equal without affinity: 1 and 1.0 are one number, '1' is a text, x'31' is bytes.
Django stores a decimal as a number, since NUMERIC affinity makes one of it; texts differ wherever a byte does. JSON,
which a column has when a check says so, is what it means: the order of keys and spaces are nothing.
"""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from operator import itemgetter
from typing import Any

from schemaguard.databases.stage import Cell, TableRows

#: Rows that are in memory at a time.
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Columns:
    """What is read of a table."""

    table: str
    #: Without those that are computed from others.
    names: tuple[str, ...]
    #: The primary key, or the rowid of a virtual table.
    key: tuple[str, ...] = ()
    #: Those of the names that hold JSON.
    json: frozenset[str] = frozenset()

    def spelled(self) -> list[Callable[[Any], bytes | None]]:
        """What makes of equal values equal bytes, for each name."""
        return [_json if name in self.json else _canonical for name in self.names]


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def table_rows(connection: sqlite3.Connection, columns: Columns, limit: int) -> TableRows:
    """All rows of a table, or sums where it has more than ``limit``."""
    counted = _one(connection, f"SELECT count(*) FROM main.{quoted(columns.table)}")  # noqa: S608 - quoted
    if counted > limit:
        try:
            return _sums(connection, columns, str)
        except sqlite3.OperationalError:  # A text is no UTF-8.
            return _sums(connection, columns, _text)
    cells: dict[str, tuple[Cell, ...]] = {}
    seen: Counter[str] = Counter()
    width, spelled = len(columns.key), columns.spelled()
    for number, row in enumerate(read_rows(connection, _query(columns))):
        key = _key(row[:width], seen) if width else str(number)
        cells[key] = tuple([_hash(spell(value)) for spell, value in zip(spelled, row[width:], strict=True)])
    return TableRows(columns.names, columns.key, cells, len(cells))


def _sums(connection: sqlite3.Connection, columns: Columns, text: Callable[[bytes], str]) -> TableRows:
    """A sum for each column does not depend on the order. Each value counts together with the key of its row.

    Python's own hashes are much faster than others, and call equal what SQLite does. They hold for this process only.
    Those of tuples nearly add up: values that change places would hardly be seen, if they were not squared.
    """
    totals, count, width = [0] * len(columns.names), 0, len(columns.key)
    for rows in _batches(connection, _query(columns), text=text):
        count += len(rows)
        keys = [_mark(row[:width]) for row in rows]
        for place, values in enumerate(zip(*rows, strict=True), -width):
            if place >= 0:
                told = map(_json, values) if columns.names[place] in columns.json else values
                # -1 has the hash of -2, and bytes that of a text.
                hashes = [
                    hash((key, value, value == -1 or value.__class__ is bytes))
                    for key, value in zip(keys, told, strict=True)
                    if value is not None
                ]
                totals[place] += sum([number * number for number in hashes])
    return TableRows(columns.names, columns.key, {}, count, dict(zip(columns.names, totals, strict=True)))


def _mark(key: tuple[Any, ...]) -> int:
    return hash((key, -1 in key))


def _one(connection: sqlite3.Connection, sql: str) -> int:
    cursor = connection.cursor()
    cursor.row_factory = None
    found: int = cursor.execute(sql).fetchone()[0]
    return found


def _query(columns: Columns) -> str:
    """The key and the columns of each row. A plus keeps Django's converters away: an expression has no type."""
    chosen = ", ".join(f"+{quoted(name)}" for name in (*columns.key, *columns.names))
    return f"SELECT {chosen or 1} FROM main.{quoted(columns.table)}"  # noqa: S608 - quoted


def read_rows(connection: sqlite3.Connection, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """What a query gives, with texts that are no UTF-8 as well: their wrong bytes become lone surrogates."""
    for rows in _batches(connection, sql, values, text=_text):
        yield from rows


def _batches(
    connection: sqlite3.Connection, sql: str, values: Sequence[Any] = (), *, text: Callable[[bytes], str]
) -> Iterator[list[tuple[Any, ...]]]:
    usual, connection.text_factory = connection.text_factory, text
    try:
        cursor = connection.cursor()
        cursor.row_factory = None
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(_BATCH):
            yield rows
    finally:
        connection.text_factory = usual


def _text(content: bytes) -> str:
    return content.decode(errors="surrogateescape")


def _json(value: Any) -> bytes | None:
    """A value in a column of JSON. SQLite's own binary form of it counts by its bytes."""
    if not isinstance(value, str):
        return _canonical(value)
    try:
        found = json.loads(value, parse_float=_number_of, parse_int=_number_of, object_pairs_hook=_object)
    except ValueError:
        return _canonical(value)
    return b"j" + repr(found).encode(errors="surrogatepass")


def _object(pairs: list[tuple[str, Any]]) -> tuple[tuple[str, Any], ...]:
    """With its keys in order; those that are there twice stay so."""
    return tuple(sorted(pairs, key=itemgetter(0)))


def _number_of(text: str) -> Decimal:
    """All digits of it, without zeros at the end."""
    return Decimal(text).normalize(Context(prec=len(text)))


def _hash(content: bytes | None) -> int | None:
    return None if content is None else int.from_bytes(hashlib.blake2b(content, digest_size=8).digest())


def _canonical(value: Any) -> bytes | None:
    if value is None:
        return None
    if isinstance(value, str):
        return b"t" + value.encode(errors="surrogateescape")
    if isinstance(value, bytes):
        return b"b" + value
    return f"n{_number(value)}".encode()


def _number(value: float) -> float | int:
    """The one way to write a number: every bit of it counts."""
    return int(value) if isinstance(value, int) or (math.isfinite(value) and value.is_integer()) else value


def _key(values: tuple[Any, ...], seen: Counter[str]) -> str:
    """A key for people. A key that is NULL can be there twice (sqlite.org, "CREATE TABLE", section 3.5)."""
    text = ", ".join(map(_spelled, values))
    seen[text] += 1
    return text if seen[text] == 1 else f"{text} ({seen[text]})"


def _spelled(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"x'{value.hex()}'" if isinstance(value, bytes) else str(_number(value))
