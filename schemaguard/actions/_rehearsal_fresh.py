"""Tells what is new each time a migration writes it from what comes of rows that its reverse has not given back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from schemaguard.databases.stage import TableRows
from schemaguard.databases.values import name_of
from schemaguard.schema.objects import Table
from schemaguard.schema.snapshot import SchemaSnapshot

#: What types begin with whose values migrations take from the clock, or make up.
_TIMES = ("timestamp", "datetime", "date", "time", "uuid")


def fresh_columns(schema: SchemaSnapshot) -> Mapping[str, frozenset[str]]:
    """By table: keys that the database counts on, keys to other rows, times, and UUIDs."""
    return {name_of(item): _of(item) for item in schema.objects if isinstance(item, Table)}


def _of(table: Table) -> frozenset[str]:
    own = {column.name for column in table.columns if column.identity or column.type.lower().startswith(_TIMES)}
    return frozenset(own.union(*(key.columns for key in table.foreign_keys)))


def is_alike(old: TableRows, one: TableRows, two: TableRows, fresh: frozenset[str]) -> bool:
    """Whether the rows of two times are equal but for these columns: all of new rows, and new ones of old rows."""
    if one.sums is not None or two.sums is not None or set(one.columns) != set(two.columns):
        return False
    names = [name for name in one.columns if name not in fresh]
    kept = [name for name in one.columns if name not in fresh or name in old.columns]
    return _bag(old, one, names, kept) == _bag(old, two, names, kept)


def _bag(old: TableRows, rows: TableRows, names: list[str], kept: list[str]) -> Counter[Any]:
    """New rows by the values of some columns, old ones by their keys and the values of more."""
    known = old.cells if old.key and old.key == rows.key else {}
    place = {name: number for number, name in enumerate(rows.columns)}
    return Counter(
        (key if key in known else None, *(cells[place[name]] for name in (kept if key in known else names)))
        for key, cells in rows.cells.items()
    )
