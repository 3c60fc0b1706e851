"""Rows that are equal but for what has to be unique: work for code that looks for duplicates.

Other generated rows differ in every column, so that such code finds nothing to do, and nothing is known of its way
back. These are for one try only, or every migration that makes a column unique would fail on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemaguard.actions._seed_order import ordered
from schemaguard.actions._seed_slots import Impossible, Slots
from schemaguard.actions._seed_strength import prefer
from schemaguard.actions._seed_tries import Tries
from schemaguard.databases.values import Values, name_of
from schemaguard.schema.objects import Table

Row = Mapping[str, Any]


@dataclass
class Repeats:
    """Those of one database."""

    values: Values
    #: Modest ones: code that makes texts differ makes them longer.
    slots: Slots
    #: The columns that rows are given.
    given: Callable[[Table], list[str]]

    def add(self, tables: Sequence[Table], *, in_any_case: bool) -> bool:
        """Up to three rows for each table: one, its repetition, and one whose texts are equal but for case.

        Says whether there are two rows of a table now that are alike.
        """
        plan = [table for table, _ in ordered(tables, {name_of(table): self.slots.keys(table) for table in tables})]
        made = [(table, row) for table in plan if (row := self._insert(table, None)) is not None]
        same = [self._insert(table, row) for table, row in made]
        if in_any_case:
            same += [self._insert(table, self._other_case(table, row)) for table, row in made]
        return any(row is not None for row in same)

    def _insert(self, table: Table, like: Row | None) -> Row | None:
        """One row, and what is in it; None where the table takes no more."""
        try:
            slots = self.slots.of(table, self.given(table))
        except Impossible:
            return None
        written: list[Row] = []

        def write(row: dict[str, Any]) -> None:
            self.values.insert(table, list(row), [list(row.values())])
            written.append(row)

        prefer(slots, [like] if like else [])
        error = Tries(self.values, table, slots).write(0, write)
        return written[-1] if error is None else None

    def _other_case(self, table: Table, row: Row) -> Row:
        led = {name for key in self.slots.keys(table) for name in key.columns}
        texts = {
            column.name for column in table.columns if column.name not in led and self.slots.is_free(table, column)
        }
        return {name: value.swapcase() if name in texts and value else value for name, value in row.items()}
