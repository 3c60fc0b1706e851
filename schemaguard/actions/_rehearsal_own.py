"""What was written for a rehearsal itself: no migration is to blame for it when all is taken back from the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from schemaguard.actions._rehearsal_names import Names, Rows, names_between
from schemaguard.actions._rehearsal_rows import changed
from schemaguard.databases.stage import Cell, State, TableRows

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

    def hidden(self, state: State) -> State:
        """The same state without them."""
        return replace(state, rows=self.hidden_in(state.rows))

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

    def unlike(self, then: Rows, now: Rows) -> Own:
        """Without what is as it was before that, such as rows that were removed and made again with the same values."""
        none = TableRows()
        cells = {
            table: dict(_unlike(found, then.get(table, none), now.get(table, none)))
            for table, found in self.cells.items()
        }
        return replace(self, cells=cells)


NOTHING = Own()


@dataclass(frozen=True)
class Around:
    """What was written around one migration."""

    #: After it, and before the next one.
    after: Own = NOTHING
    #: To make rows weaker, because it failed on them, and the rows as they were then.
    before: Own = NOTHING
    then: Rows = field(default_factory=dict)

    def left(self, names: Names, now: Rows) -> Own:
        """What is still to be seen of it once the migration has gone back; ``names`` are those between the two."""
        return (self.after.before(names) + self.before).unlike(self.then, now)


def written(before: Rows, after: Rows) -> Own:
    """What was written between two moments, by nobody's migration."""
    cells: dict[str, Cells] = {}
    tables: set[str] = set()
    for table in before.keys() & after.keys():
        old, new = before[table], after[table]
        if old is new or old == new:
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


def _unlike(cells: Cells, then: TableRows, now: TableRows) -> Iterator[tuple[str, frozenset[str]]]:
    for key, names in cells.items():
        if then.key != now.key or key not in then.cells or key not in now.cells:
            yield key, names
            continue
        old, new = (dict(zip(rows.columns, rows.cells[key], strict=True)) for rows in (then, now))
        same = {name for name, _ in old.items() & new.items()}
        if other := (names or old.keys() | new.keys()) - same:
            yield key, frozenset(other)


def came_back(then: Rows, now: Rows, own: Own) -> Rows:
    """Without rows that were made anew with other values: what becomes of one that leads elsewhere tells nothing."""
    found = dict(then)
    for table in own.cells.keys() & then.keys() & now.keys():
        old, new, cells = then[table], now[table], own.cells[table]
        other = {key for name, keys in changed(old, new) if name in new.columns for key in keys}
        kept = {key: cell for key, cell in old.cells.items() if key not in other or cells.get(key)}
        found[table] = replace(old, cells=kept)
    return found


def as_if(before: Rows, after: Rows, later: Rows) -> tuple[Rows, Own]:
    """What was there before a migration, if ``later`` had been there after it in place of ``after``.

    That is so for values that the migration has left alone. What others were is not known: they are the second part.
    """
    names = names_between(after, before)
    rows, unknown = dict(before), dict(written(after, later).before(names).cells)
    for new, one in after.items():
        table = names.table(new)
        if table not in unknown or table not in before or before[table].key != one.key:
            continue
        moved = {
            (key, was): value
            for key, was, value in _moved(before[table], one, later[new], names.columns.get(new, {}))
            if was in unknown[table].get(key, ())
        }
        rows[table] = _with(before[table], moved)
        left = {
            key: frozenset(name for name in found if (key, name) not in moved) for key, found in unknown[table].items()
        }
        unknown[table] = {key: found for key, found in left.items() if found or not unknown[table][key]}
    return rows, Own(unknown, written(after, later).before(names).tables)


def _moved(old: TableRows, one: TableRows, two: TableRows, names: Mapping[str, str]) -> Iterator[tuple[str, str, Cell]]:
    """The values of ``two`` that stand where ``old`` and ``one`` are the same, by key and the name in ``old``."""
    places = [
        (number, old.columns.index(was), was)
        for number, name in enumerate(one.columns)
        if (was := names.get(name, name)) in old.columns
    ]
    for key in old.cells.keys() & one.cells.keys() & two.cells.keys():
        for number, place, was in places:
            if old.cells[key][place] == one.cells[key][number]:
                yield key, was, two.cells[key][number]


def _with(rows: TableRows, values: Mapping[tuple[str, str], Cell]) -> TableRows:
    cells = {
        key: tuple(values.get((key, name), cell) for name, cell in zip(rows.columns, found, strict=True))
        for key, found in rows.cells.items()
    }
    return replace(rows, cells=cells)


def _without(rows: TableRows, cells: Cells) -> TableRows:
    kept = {
        key: tuple(
            None if name in cells.get(key, ()) else cell for name, cell in zip(rows.columns, values, strict=True)
        )
        for key, values in rows.cells.items()
        if cells.get(key, {""})
    }
    return replace(rows, cells=kept, count=rows.count - (len(rows.cells) - len(kept)))
