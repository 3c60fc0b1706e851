"""In which order tables get rows, so that foreign keys find theirs; and which keys have to come later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemaguard.databases.values import name_of
from schemaguard.schema.objects import ForeignKey, Table

Keys = Mapping[str, Sequence[ForeignKey]]


def ordered(tables: Sequence[Table], keys: Keys) -> list[tuple[Table, list[ForeignKey]]]:
    """Each table with those of its foreign keys that lead to itself, or to a table that comes later."""
    waiting = {name_of(table): table for table in tables}
    found = []
    while waiting:
        name = next((name for name in waiting if not _blocking(name, waiting, keys)), None)
        if name is None:
            name = min(waiting, key=lambda name: _cost(waiting[name], _blocking(name, waiting, keys)))
        table, late = waiting[name], [key for key in keys[name] if key.target in waiting]
        del waiting[name]
        found.append((table, late))
    return found


def is_optional(table: Table, key: ForeignKey) -> bool:
    """Whether a row need not have it."""
    nullable = {column.name for column in table.columns if column.nullable}
    return set(key.columns) <= nullable


def _blocking(name: str, waiting: Mapping[str, Table], keys: Keys) -> list[ForeignKey]:
    return [key for key in keys[name] if key.target in waiting and key.target != name]


def _cost(table: Table, blocking: Sequence[ForeignKey]) -> tuple[int, int]:
    """A circle is best cut where keys may be NULL."""
    return sum(not is_optional(table, key) for key in blocking), len(blocking)
