"""What was written for a rehearsal itself: no migration is to blame for it when all is taken back from the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from schemaguard.actions._rehearsal_names import Names, Rows
from schemaguard.actions._rehearsal_rows import changed
from schemaguard.databases.stage import TableRows

#: By key the columns; no column stands for the whole row.
Cells = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Own:
    """Values that no migration has written."""

    cells: Mapping[str, Cells] = field(default_factory=dict)
    #: Tables in which they cannot be told from others: those without a key, and large ones.
    tables: frozenset[str] = frozenset()

    def __add__(self, other: Own) -> Own:
        """Both together. A row that was made or removed once is left out as a whole."""
        found = {table: dict(cells) for table, cells in self.cells.items()}
        for table, cells in other.cells.items():
            mine = found.setdefault(table, {})
            for key, names in cells.items():
                known = mine.get(key)
                mine[key] = frozenset() if not names or known == frozenset() else names | (known or frozenset())
        return Own(found, self.tables | other.tables)

    def hidden_in(self, rows: Rows) -> Rows:
        """The same rows without them."""
        return {
            table: _without(found, self.cells[table]) if table in self.cells else found
            for table, found in rows.items()
            if table not in self.tables
        }

    def before(self, names: Names) -> Own:
        """The same by the names from before a migration."""
        cells = {
            names.table(table): {
                key: frozenset(names.column(table, name) for name in columns) for key, columns in found.items()
            }
            for table, found in self.cells.items()
        }
        return Own(cells, frozenset(map(names.table, self.tables)))


def written(before: Rows, after: Rows) -> Own:
    """What was written between two moments, by nobody's migration."""
    cells: dict[str, Cells] = {}
    tables: set[str] = set()
    for table in before.keys() & after.keys():
        old, new = before[table], after[table]
        if old == new:
            continue
        if not new.key or old.sums is not None or new.sums is not None:
            tables.add(table)
            continue
        found: dict[str, set[str]] = {key: set() for key in old.cells.keys() ^ new.cells.keys()}
        for name, keys in changed(old, new):
            for key in keys:
                found.setdefault(key, set()).add(name)
        cells[table] = {key: frozenset(names) for key, names in found.items()}
    return Own(cells, frozenset(tables))


def _without(rows: TableRows, cells: Cells) -> TableRows:
    kept = {
        key: tuple(
            None if name in cells.get(key, ()) else cell for name, cell in zip(rows.columns, values, strict=True)
        )
        for key, values in rows.cells.items()
        if cells.get(key, {""})
    }
    return replace(rows, cells=kept, count=rows.count - (len(rows.cells) - len(kept)))
