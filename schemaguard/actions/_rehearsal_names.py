"""Which names tables and columns had before a migration, told by their values: they are the same under both names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from schemaguard.databases.stage import Cell, TableRows

Rows = Mapping[str, TableRows]


@dataclass(frozen=True)
class Names:
    """From those after it to those before it."""

    tables: Mapping[str, str] = field(default_factory=dict)
    #: By the name of the table after it.
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def table(self, name: str) -> str:
        """The name of a table before."""
        return self.tables.get(name, name)

    def column(self, table: str, name: str) -> str:
        """The name of a column before."""
        return self.columns.get(table, {}).get(name, name)

    def object(self, name: str) -> str:
        """The name of a part of a table: "shop_order.total"."""
        table, dot, part = name.rpartition(".")
        return f"{self.table(table)}{dot}{self.column(table, part)}"


def names_between(after: Rows, before: Rows) -> Names:
    """``after`` and ``before`` are the two ends of one way."""
    tables = dict(_tables(after, before))
    columns = {}
    for name, rows in after.items():
        old = before.get(tables.get(name, name))
        if old is not None and old.columns != rows.columns:
            columns[name] = dict(_columns(rows, old))
    return Names(tables, columns)


def _tables(after: Rows, before: Rows) -> Iterator[tuple[str, str]]:
    """One that has gone, and has most of its values elsewhere."""
    gone = [name for name in before if name not in after]
    for name, rows in after.items():
        if name in before:
            continue
        alike = [(len(dict(_columns(rows, before[old], same=True))), old) for old in gone]
        number, old = max(alike, default=(0, ""))
        if number * 2 > len(rows.columns):
            gone.remove(old)
            yield name, old


def _columns(after: TableRows, before: TableRows, *, same: bool = False) -> Iterator[tuple[str, str]]:
    """Those with the same values; with ``same`` those with the same name as well."""
    if after.cells.keys() != before.cells.keys():
        return
    values = {name: _values(before, name) for name in before.columns if same or name not in after.columns}
    for name in after.columns:
        if not same and name in before.columns:
            continue
        mine = _values(after, name)
        old = name if values.get(name) == mine else next((old for old in values if values[old] == mine), "")
        if old:
            del values[old]
            yield name, old


def _values(rows: TableRows, column: str) -> list[Cell]:
    place = rows.columns.index(column)
    return [rows.cells[key][place] for key in sorted(rows.cells)]
