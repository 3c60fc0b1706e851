"""What columns of MySQL and MariaDB take. Values go as text where the server reads text as the type."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from decimal import Decimal
from functools import lru_cache
from typing import Any

from schemaguard.databases.mysql.type_names import TypeName, read
from schemaguard.databases.values import Accepts, Values
from schemaguard.schema.objects import Column, Table

#: MySQL manual 8.4, section 13.1.2.
_INTEGERS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "integer": 32, "bigint": 64}
#: In bytes: section 13.7.
_LENGTHS = {"tinytext": 255, "text": 65535, "mediumtext": 2**24 - 1, "longtext": 2**32 - 1}
_BLOBS = {"tinyblob": 255, "blob": 65535, "mediumblob": 2**24 - 1, "longblob": 2**32 - 1}
_SHAPES = {
    "point": ("POINT(1.5 -2.25)", "POINT(0 0)", "POINT(80 0.125)"),
    "linestring": ("LINESTRING(0 0,1 1)", "LINESTRING(2 2,3 4)", "LINESTRING(5 0,6 1)"),
    "polygon": ("POLYGON((0 0,1 1,1 0,0 0))", "POLYGON((2 2,3 4,4 2,2 2))", "POLYGON((5 0,6 1,6 0,5 0))"),
    "multipoint": ("MULTIPOINT(0 0,1 1)", "MULTIPOINT(2 2,3 4)", "MULTIPOINT(5 0,6 1)"),
    "multilinestring": ("MULTILINESTRING((0 0,1 1))", "MULTILINESTRING((2 2,3 4))", "MULTILINESTRING((5 0,6 1))"),
    "multipolygon": ("MULTIPOLYGON(((0 0,1 1,1 0,0 0)))", "MULTIPOLYGON(((2 2,3 4,4 2,2 2)))"),
    "geometry": ("POINT(1.5 -2.25)", "LINESTRING(0 0,1 1)", "POINT(80 0.125)"),
    "geometrycollection": ("GEOMETRYCOLLECTION(POINT(1 1))", "GEOMETRYCOLLECTION(POINT(2 2))"),
}
_SHAPES["geomcollection"] = _SHAPES["geometrycollection"]


class MySQLValues(Values):
    """A database of MySQL or MariaDB."""

    def accepts(self, column: Column) -> Accepts:
        """By the type."""
        return _accepts(column.type)

    def parameter(self, value: Any, accepts: Accepts) -> Any:
        """Moments without a time zone, in that of Django's connection."""
        if accepts.family == "json":
            return json.dumps(value, ensure_ascii=False)
        if isinstance(value, dt.datetime):
            zone = self.connection.timezone or dt.UTC
            return str(value.astimezone(zone).replace(tzinfo=None))
        if isinstance(value, dt.timedelta):
            return value // dt.timedelta(microseconds=1)
        return str(value) if isinstance(value, Decimal | dt.date | dt.time | uuid.UUID) else value

    @contextmanager
    def keys(self, *, late: bool) -> Iterator[None]:
        """Keys are not deferrable here, so late ones are not looked at: all of them lead to rows in the end."""
        unchecked: AbstractContextManager[None] = self.connection.constraint_checks_disabled()
        with unchecked if late else nullcontext():
            yield

    def _defaults(self, table: Table) -> str:
        return "() VALUES ()"


@lru_cache(maxsize=1000)
def _accepts(text: str) -> Accepts:
    known = read(text)
    if known.name in _INTEGERS:
        return _integer(known, boolean="tinyint(1)" in text.lower())
    if known.name in ("enum", "set"):
        return Accepts("one of", labels=known.members)
    if known.name in _SHAPES:
        return Accepts("one of", labels=_SHAPES[known.name], placeholder="ST_GeomFromText(%s)")
    return _FAMILIES[known.name](known) if known.name in _FAMILIES else Accepts("")


def _integer(known: TypeName, boolean: bool) -> Accepts:
    if boolean:
        return Accepts("integer", 0, 1)
    bits = _INTEGERS[known.name]
    if known.unsigned:
        # Django's fields go up to the largest signed number, and so does what its drivers read.
        return Accepts("integer", 0, 2**bits - 1 if bits < 64 else 2**63 - 1)
    return Accepts("integer", -(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def _decimal(known: TypeName) -> Accepts:
    digits, places = known.sizes or (10, 0)
    return Accepts("decimal", 0 if known.unsigned else None, length=digits, places=places)


def _text(known: TypeName) -> Accepts:
    return Accepts("text", length=known.limit)


def _long_text(known: TypeName) -> Accepts:
    return Accepts("text", length=_LENGTHS[known.name] // 4 if known.name == "tinytext" else None)


def _moment(known: TypeName) -> Accepts:
    return Accepts("timestamp", places=known.limit or 0)


_FAMILIES: Mapping[str, Callable[[TypeName], Accepts]] = {
    "numeric": _decimal,
    "float": lambda known: Accepts("float", low=0 if known.unsigned else None, high=1000000),
    "double precision": lambda known: Accepts("float", low=0 if known.unsigned else None),
    "varchar": _text,
    "char": _text,
    **dict.fromkeys(_LENGTHS, _long_text),
    **dict.fromkeys(_BLOBS, lambda known: Accepts("bytes")),
    "binary": lambda known: Accepts("bytes", length=known.limit),
    "varbinary": lambda known: Accepts("bytes", length=known.limit),
    "date": lambda known: Accepts("date"),
    "datetime": _moment,
    "timestamp": _moment,
    "time": lambda known: Accepts("time", places=known.limit or 0),
    "year": lambda known: Accepts("integer", 1901, 2155),
    "bit": lambda known: Accepts("integer", 0, 2 ** min(known.limit or 1, 63) - 1),
    "json": lambda known: Accepts("json"),
    "uuid": lambda known: Accepts("uuid"),
    "inet6": lambda known: Accepts("one of", labels=("2001:db8:ffff::ffff", "2001:db8::1", "2001:db8::a0:7")),
    "inet4": lambda known: Accepts("address", form="ipv4"),
}
