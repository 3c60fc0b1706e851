"""What SQLite's columns take. A type is any word there, so what counts is what Django means by it."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache
from typing import Any

from schemaguard.databases.values import Accepts, Values
from schemaguard.schema.objects import Column

_INTEGERS = {"bigint": 63, "integer": 31, "int": 31, "smallint": 15, "mediumint": 23, "tinyint": 7, "year": 15}
_FAMILIES = {
    "bool": "boolean",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamp",
    "timestamp": "timestamp",
    "time": "time",
    "real": "float",
    "double": "float",
    "float": "float",
    "double precision": "float",
    "json": "json",
    "jsonb": "json",
    "uuid": "uuid",
}
_SIZES = re.compile(r"\((\d+)(?:\s*,\s*(\d+))?\)")
#: Digits that a REAL keeps: sqlite.org, "Floating Point Numbers".
_EXACT = 15


class SQLiteValues(Values):
    """A database of SQLite."""

    row_id = "rowid"

    def accepts(self, column: Column) -> Accepts:
        """By the declared type, then by its affinity: sqlite.org, "Datatypes In SQLite", section 3.1."""
        return _accepts(column.type)

    def parameter(self, value: Any, accepts: Accepts) -> Any:
        """As Django stores it: moments as text in UTC, decimals as text that becomes a number."""
        if accepts.family == "json":
            return json.dumps(value, ensure_ascii=False)
        if isinstance(value, dt.datetime):
            return str(value.astimezone(dt.UTC).replace(tzinfo=None))
        if isinstance(value, dt.timedelta):
            return value // dt.timedelta(microseconds=1)
        if isinstance(value, uuid.UUID):
            return value.hex
        return str(value) if isinstance(value, Decimal | dt.date | dt.time) else value

    @contextmanager
    def keys(self, *, late: bool) -> Iterator[None]:
        """Late is until the end of the transaction: sqlite.org, "PRAGMA defer_foreign_keys"."""
        if late:
            with self.connection.cursor() as cursor:
                cursor.execute("PRAGMA defer_foreign_keys = ON")
        yield


@lru_cache(maxsize=1000)
def _accepts(declared: str) -> Accepts:
    found = _SIZES.search(declared)
    sizes = tuple(int(size) for size in found.groups() if size) if found else ()
    words = _SIZES.sub("", declared).strip().lower()
    name = words.removesuffix(" unsigned")
    if name in _INTEGERS:
        bits = _INTEGERS[name]
        return Accepts("integer", 0 if words != name else -(2**bits), 2**bits - 1)
    if name in ("decimal", "numeric"):
        digits, places = (*sizes, *((0,) if len(sizes) == 1 else (12, 2)))[:2]
        return Accepts("decimal", length=min(digits, _EXACT), places=min(places, _EXACT))
    if name in _FAMILIES:
        return Accepts(_FAMILIES[name])
    return _by_affinity(words, sizes[0] if sizes else None)


def _by_affinity(words: str, length: int | None) -> Accepts:
    if "int" in words:
        return Accepts("integer", -(2**31), 2**31 - 1)
    if not words or "blob" in words or "binary" in words:
        return Accepts("bytes", length=length)
    if any(part in words for part in ("real", "floa", "doub")):
        return Accepts("float")
    return Accepts("text", length=length)
