"""What became of rows between two moments of a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemaguard.databases.stage import Cell, TableRows
from schemaguard.rehearsals import Left, Lost

_NOTHING = TableRows()


@dataclass(frozen=True, slots=True)
class RowChanges:
    """From one moment to another."""

    lost: tuple[Lost, ...] = ()
    left: tuple[Left, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lost or self.left)


def row_changes(before: Mapping[str, TableRows], after: Mapping[str, TableRows]) -> RowChanges:
    """What is lost of the rows before, and what is there besides. A table that is gone has lost all its rows."""
    lost: list[Lost] = []
    left: list[Left] = []
    for table in sorted(before.keys() | after.keys()):
        old, new = before.get(table, _NOTHING), after.get(table, _NOTHING)
        if old == new:
            continue
        lost += _lost(table, old, new)
        left += _left(table, old, new)
    return RowChanges(tuple(lost), tuple(left))


def _lost(table: str, old: TableRows, new: TableRows) -> Iterator[Lost]:
    if old.sums is not None or new.sums is not None:
        yield from _lost_of_many(table, old, new)
    elif old.key and old.key == new.key:
        yield from _lost_by_key(table, old, new)
    else:
        yield from _lost_by_value(table, old, new)


def _lost_by_key(table: str, old: TableRows, new: TableRows) -> Iterator[Lost]:
    gone = [key for key in old.cells if key not in new.cells]
    if gone:
        yield Lost(table, "", len(gone), min(gone))
    for name, keys in changed(old, new):
        emptied = [key for key in keys if old.cells[key][old.columns.index(name)] is not None]
        if emptied:
            yield Lost(table, name, len(emptied), min(emptied))


def changed(old: TableRows, new: TableRows) -> Iterator[tuple[str, list[str]]]:
    """The columns of before with the keys of rows that have another value there now."""
    place = {name: number for number, name in enumerate(new.columns)}
    for number, name in enumerate(old.columns):
        keys = [
            key
            for key, cells in old.cells.items()
            if key in new.cells and _cell(new.cells[key], place.get(name)) != cells[number]
        ]
        if keys:
            yield name, keys


def _cell(cells: tuple[Cell, ...], place: int | None) -> Cell:
    """A column that is gone has no values; where it had none before, nothing is lost."""
    return None if place is None else cells[place]


def _lost_by_value(table: str, old: TableRows, new: TableRows) -> Iterator[Lost]:
    """Without a key, what can be told of a row is whether there is still one with its values."""
    fewer = max(0, len(old.cells) - len(new.cells))
    found = [Lost(table, name, count) for name in old.columns if (count := _gone(old, new, name) - fewer) > 0]
    if fewer:
        yield Lost(table, "", fewer)
    yield from found
    shared = [name for name in old.columns if name in new.columns]
    mixed = (Counter(_rows(old, shared)) - Counter(_rows(new, shared))).total() - fewer
    if mixed > 0 and not found:  # Each value is there, and in another row.
        yield Lost(table, "", mixed)


def _gone(old: TableRows, new: TableRows, column: str) -> int:
    values = Counter(_values(old, column)) - Counter(_values(new, column))
    return values.total() - (0 if column in new.columns else values[None])


def _rows(rows: TableRows, columns: list[str]) -> Iterator[tuple[Cell, ...]]:
    places = [rows.columns.index(name) for name in columns]
    return (tuple(cells[place] for place in places) for cells in rows.cells.values())


def _values(rows: TableRows, column: str) -> Iterator[Cell]:
    if column not in rows.columns:
        return iter(())
    place = rows.columns.index(column)
    return (cells[place] for cells in rows.cells.values())


def _lost_of_many(table: str, old: TableRows, new: TableRows) -> Iterator[Lost]:
    """How many of many is not known: at least one."""
    if new.count < old.count:
        yield Lost(table, "", old.count - new.count, at_least=True)
        return
    then, now = old.sums or {}, new.sums or {}
    yield from (Lost(table, name, 1, at_least=True) for name, total in then.items() if now.get(name, 0) != total)


def _left(table: str, old: TableRows, new: TableRows) -> Iterator[Left]:
    if old.key and old.key == new.key and new.sums is None:
        extra = [key for key in new.cells if key not in old.cells]
        if extra:
            yield Left(table, len(extra), min(extra))
        for name, keys in changed(old, new):
            filled = [key for key in keys if old.cells[key][old.columns.index(name)] is None]
            if filled:
                yield Left(table, len(filled), min(filled), name)
    elif new.count > old.count:
        yield Left(table, new.count - old.count)
