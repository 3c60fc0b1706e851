"""Fills one database with rows once: what is poor gets rows, what is new in old rows gets values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.db.migrations.state import ProjectState
from django.db.utils import DatabaseError

from schemaguard.actions._seed_content_types import CONTENT_TYPE, add_content_types
from schemaguard.actions._seed_hints import Hints
from schemaguard.actions._seed_hooks import Hooks
from schemaguard.actions._seed_memory import Memory
from schemaguard.actions._seed_order import is_optional, ordered
from schemaguard.actions._seed_repeats import Repeats
from schemaguard.actions._seed_slots import Impossible, Slots
from schemaguard.actions._seed_strength import Key, Rows, at, give_back, prefer, rows_of
from schemaguard.actions._seed_tries import Slot, Tries
from schemaguard.databases.connections import reason
from schemaguard.databases.registry import database
from schemaguard.databases.stage import Stage, State, TableRows
from schemaguard.databases.values import Values, name_of
from schemaguard.schema.objects import Column, ForeignKey, Table
from schemaguard.steps.loader import Node

#: The least that a table has to have, and what it is given.
LEAST, ROWS = 2, 3
_RECORDER = "django_migrations"
#: Rows of one table whose keys are read.
_MANY = 10_000


@dataclass
class Filling:
    """One call for one database."""

    stage: Stage
    state: State
    models: ProjectState
    memory: Memory
    hooks: Hooks
    #: No values that lie at a limit.
    modest: bool = False
    #: JSON in the place of texts.
    documents: bool = False
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        connection = self.stage.connection
        self.values: Values = database(connection.vendor).values(connection, self.state.schema)
        found = {name_of(table): table for table in self.values.tables(self.models)}
        self.tables = {name: table for name, table in found.items() if name != _RECORDER}
        hints = Hints(self.models, connection.ops.max_name_length())
        self.slots = Slots(self.values, self.tables, hints, self.modest, self.documents)

    def run(self, node: Node | None) -> None:
        """Everything, in one transaction."""
        self.remarks += self.hooks.after_migration(node, self.models, self.values)
        self.memory.follow(self.tables)
        self._add_content_types()
        new = {name: columns for name, table in self.tables.items() if (columns := self._new_columns(name, table))}
        poor = [table for name, table in self.tables.items() if self._is_poor(name, table, new)]
        try:
            if poor or new:
                with self.values.attempt():
                    self._add_rows(poor)
                    self._fill_columns({name: new[name] for name in new if self.tables[name] not in poor})
        except DatabaseError as error:
            self.remarks.append(f"No rows were generated: {self._said(error)}")
        self.memory.tables = dict(self.tables)

    def _add_content_types(self) -> None:
        """Before other rows, which refer to them. There are others of our own only where this is not possible."""
        table = self.tables.get(self.slots.hints.table(CONTENT_TYPE))
        known = frozenset(self.models.models)
        if table is None or CONTENT_TYPE not in known or known <= self.memory.typed:
            return
        try:
            with self.values.attempt():
                add_content_types(self.values, table, self.models)
        except DatabaseError as error:
            self.remarks.append(f"No content types were added: {self._said(error)}")
            return
        self.memory.typed = known

    def rewrite(self, names: Set[str]) -> None:
        """Give the rows of these tables that were made here other values, everywhere but in their keys."""
        self.memory.follow(self.tables)
        remarks = len(self.remarks)
        with self.values.attempt(), self.values.keys(late=False):
            for name in sorted(self.memory.own.keys() & self.tables.keys() & set(names)):
                self._rewrite(self.tables[name])
        del self.remarks[remarks:]  # What is refused keeps the values that it had.

    def _rewrite(self, table: Table) -> None:
        own = self._own(table)
        key = table.primary_key[0].columns if own else ()
        names = [name for name in self._given(table) if name not in key]
        if own and names:
            try:
                self._update(table, self.slots.of(table, names), own)
            except Impossible:
                return

    def weaken(self, names: Set[str]) -> bool:
        """The same, remembering the values from before. Returns whether there are others now."""
        memory = self.memory
        memory.strong |= self.values_of_own(names - memory.strong.keys())
        before = {name: memory.weak.get(name, memory.strong.get(name)) for name in names}
        self.rewrite(names)
        memory.weakened |= {*names}
        memory.documents = memory.documents | {*names} if self.documents else memory.documents - {*names}
        memory.weak |= self.values_of_own(names)
        return before != {name: memory.weak.get(name) for name in names}

    def values_of_own(self, names: Collection[str]) -> dict[str, Rows]:
        """All that stands in the rows of these tables that were made here."""
        self.memory.follow(self.tables)
        tables = [self.tables[name] for name in names if name in self.memory.own and name in self.tables]
        return {name_of(table): rows_of(self.values, table, own) for table in tables if (own := self._own(table))}

    def strengthen(self) -> None:
        """Give rows back the values that they had before they were made weaker."""
        self.memory.follow(self.tables)
        now = self.values_of_own(self.memory.weak)
        try:
            with self.values.attempt(), self.values.keys(late=False):
                for name, rows in now.items():
                    moments = rows, self.memory.weak.get(name, {}), self.memory.strong.get(name, {})
                    give_back(self.values, self.tables[name], *moments)
        except DatabaseError as error:  # SQLite looks at keys at the end.
            self.remarks.append(f"Generated rows were not given back their values: {self._said(error)}")

    def repeat(self, words: Collection[str] | None, *, in_any_case: bool) -> bool:
        """Rows like others for those tables whose names are among these, or for all."""
        names = [name for name, keys in self.memory.own.items() if keys and name in self.tables]
        tables = [self.tables[name] for name in names if words is None or self.tables[name].name in words]
        try:
            with self.values.attempt(), self.values.keys(late=False):
                return Repeats(self.values, self.slots, self._given).add(tables, in_any_case=in_any_case)
        except DatabaseError:
            return False

    def withdraw(self) -> None:
        """Remove what was made here. Rows that others refer to go after them; some of them may have to stay."""
        self.memory.withdrawn = True
        self.memory.strong |= self.values_of_own(self.memory.own.keys() - self.memory.strong.keys())
        self.memory.refused.clear()
        self._cut_circles()
        waiting = [
            (self.tables[name], key) for name, keys in self.memory.own.items() if name in self.tables for key in keys
        ]
        self.memory.former = {name_of(table): list(self.memory.own[name_of(table)]) for table, _ in waiting}
        count = -1
        while waiting and len(waiting) != count:
            count = len(waiting)
            waiting = [(table, key) for table, key in reversed(waiting) if not self._deleted([(table, key)])]
        if waiting and self._deleted(waiting, late=True):
            waiting = []
        self.memory.own = {}
        for table, key in waiting:
            self.memory.own.setdefault(name_of(table), []).append(key)

    # What is to be done

    def _count(self, name: str) -> int:
        rows = self.state.rows.get(name)
        if rows is None:
            return len(self._keys(self.tables[name], LEAST))
        return rows.count or len(rows.cells)

    def _is_poor(self, name: str, table: Table, new: Mapping[str, Any]) -> bool:
        if self.memory.refused.get(name) == table and not new:
            return False
        if self.memory.typed and name == self.slots.hints.table(CONTENT_TYPE):
            return False
        return self._count(name) < LEAST or (name in new and not self.memory.own.get(name))

    def _new_columns(self, name: str, table: Table) -> list[Column]:
        """Those that were not there, and that the migration has not filled itself: a renamed one has its values."""
        before = self.memory.tables.get(name)
        if before is None or before.columns == table.columns:
            return []
        known = {column.name for column in before.columns}
        rows = self.state.rows.get(name, TableRows())
        return [
            column
            for column in table.columns
            if column.name not in known and not column.generated and not column.identity and _is_even(rows, column.name)
        ]

    # Rows

    def _add_rows(self, poor: list[Table]) -> None:
        keys = {name_of(table): self.slots.keys(table) for table in poor}
        plan = ordered(poor, keys)
        circles: list[tuple[Table, ForeignKey]] = []
        with ExitStack() as stack:
            stack.enter_context(
                self.values.keys(late=any(not is_optional(table, key) for table, late in plan for key in late))
            )
            for table, late in plan:
                if self._rows_for(table, late):
                    circles += [(table, key) for key in late]
            for table, key in circles:
                self._close(table, key)

    def _rows_for(self, table: Table, late: list[ForeignKey]) -> bool:
        name = name_of(table)
        before = set(self._keys(table)) if self._count(name) else set()
        self.remarks += self.hooks.for_model(self.slots.hints.model(name), self.models, self.values)
        try:
            error = self._insert(table, late)
        except Impossible as impossible:
            error = f"{impossible}."
        made = [key for key in self._keys(table) if key not in before]
        if table.primary_key:
            self.memory.own[name] = [*self.memory.own.get(name, ()), *made]
        refused = len(made) + len(before) < LEAST
        if refused:
            self.memory.refused[name] = table
            self.remarks.append(f"{name} could not be given rows: {error}")
        else:
            self.memory.refused.pop(name, None)
        return not refused

    def _insert(self, table: Table, late: list[ForeignKey]) -> str:
        """All at once; one by one where the database refuses one of them. Gives its last word."""
        slots = self.slots.of(table, self._given(table), late)
        self._prefer(table, slots)
        slots += self._former(table, slots)
        prefer(slots, list(self.memory.strong.get(name_of(table), {}).values())[:ROWS])
        tries = Tries(self.values, table, slots)
        rows = [tries.first(number) for number in range(ROWS)]
        names = list(rows[0])
        try:
            with self.values.attempt():
                self.values.insert(table, names, [[row[name] for name in names] for row in rows])
        except DatabaseError:
            errors = [
                tries.write(number, lambda row: self.values.insert(table, list(row), [list(row.values())]))
                for number in range(ROWS)
            ]
            return next((self._said(error) for error in errors if error), "")
        return ""

    def _given(self, table: Table) -> list[str]:
        """All columns but those that the database fills. A key to a parent is never one of these."""
        led = {name for key in self.slots.keys(table) for name in key.columns}
        return [
            column.name
            for column in table.columns
            if not column.generated
            and (column.name in led or not (column.identity or "nextval(" in column.default.lower()))
        ]

    def _prefer(self, table: Table, slots: list[Slot]) -> None:
        """What the project's factories give comes first."""
        model = self.slots.hints.model(name_of(table))
        rows, remarks = self.hooks.attributes(model, self.slots.hints.of(name_of(table)), self.values, ROWS)
        self.remarks += remarks
        prefer(slots, rows)

    def _former(self, table: Table, slots: list[Slot]) -> list[Slot]:
        """The keys that rows had before they were removed, where the database would count on."""
        keys = self.memory.former.pop(name_of(table), [])
        columns = table.primary_key[0].columns if table.primary_key else ()
        if len(columns) != 1 or len(keys) < ROWS or any(columns[0] in slot.columns for slot in slots):
            return []
        return [Slot(columns, keys)]

    def _close(self, table: Table, key: ForeignKey) -> None:
        """Keys that lead to rows which were not there yet. The last row keeps NULL, where it may."""
        own = self._own(table)
        if own and is_optional(table, key):
            own = own[:-1] or own
        try:
            self._update(table, [self.slots.key(table, key)], own)
        except Impossible as impossible:
            self.remarks.append(f"{name_of(table)}.{', '.join(key.columns)} could not be given values: {impossible}.")

    # Columns

    def _fill_columns(self, new: Mapping[str, list[Column]]) -> None:
        """All rows of ours but the last, which shows what a migration does to a default and to NULL."""
        for name, columns in new.items():
            table, own = self.tables[name], self._own(self.tables[name])
            names = [column.name for column in columns]
            try:
                slots = self.slots.of(table, names)
            except Impossible as impossible:
                self.remarks.append(f"{name}.{', '.join(names)} could not be given values: {impossible}.")
                continue
            self._update(table, slots, own[: max(1, len(own) - 1)][:ROWS])

    def _update(self, table: Table, slots: list[Slot], own: list[Key]) -> None:
        """All rows and columns together; each for itself where that is refused."""
        tries = Tries(self.values, table, slots)
        if self._written_at_once(tries, own):
            return
        for number, key in enumerate(own):
            error = self._written(tries, number, key)
            if error is None or len(slots) == 1:
                failed = [(slots, error)] if error else []
            else:
                alone = [(slot, Tries(self.values, table, [slot])) for slot in slots]
                failed = [([slot], said) for slot, tries_of in alone if (said := self._written(tries_of, number, key))]
            for these, said in failed:
                names = ", ".join(name for slot in these for name in slot.columns)
                self.remarks.append(f"{name_of(table)}.{names} could not be given values: {self._said(said)}")

    def _written(self, tries: Tries, number: int, key: Key) -> DatabaseError | None:
        table, where = tries.table, at(tries.table, key)
        return tries.write(number, lambda row: self.values.update(table, where, row)) if tries.slots else None

    def _written_at_once(self, tries: Tries, own: list[Key]) -> bool:
        if not tries.slots:
            return True
        try:
            with self.values.attempt():
                for key, row in zip(own, tries.hopeful(len(own)), strict=True):
                    self.values.update(tries.table, at(tries.table, key), row)
        except DatabaseError:
            return False
        return True

    # Keys

    def _keys(self, table: Table, limit: int = _MANY) -> list[Key]:
        columns = table.primary_key[0].columns if table.primary_key else (table.columns[0].name,)
        return self.values.select(table, columns, limit)

    def _own(self, table: Table) -> list[Key]:
        """The rows that were made here, as far as they are still there. A key may have been converted."""
        if not table.primary_key:
            return []
        known = self.memory.own.get(name_of(table), [])
        there = self._keys(table)
        kept = [key for key in known if key in there]
        if not kept and len(there) == len(known):
            kept = there
        self.memory.own[name_of(table)] = kept
        return kept

    def _cut_circles(self) -> None:
        for name in self.memory.own:
            table = self.tables.get(name)
            for key in table.foreign_keys if table else ():
                if table and is_optional(table, key):
                    nothing = Slot(key.columns, [(None,) * len(key.columns)])
                    self._cut(table, nothing)

    def _cut(self, table: Table, nothing: Slot) -> None:
        for key in self._own(table):
            self._written(Tries(self.values, table, [nothing]), 0, key)

    def _deleted(self, rows: Collection[tuple[Table, Key]], *, late: bool = False) -> bool:
        """All of them or none. ``late``: together, as those that refer to each other must be."""
        try:
            with self.values.attempt(), self.values.keys(late=True) if late else nullcontext():
                for table, key in rows:
                    self.values.delete(table, at(table, key))
                if late:
                    self.stage.connection.check_constraints()
        except DatabaseError:
            return False
        return True

    def _said(self, error: BaseException) -> str:
        return reason(error, self.stage.connection.settings_dict)


def _is_even(rows: TableRows, column: str) -> bool:
    """Whether no two rows differ in a column, as far as that is known."""
    if column not in rows.columns or not rows.cells:
        return True
    place = rows.columns.index(column)
    return len({cells[place] for cells in rows.cells.values()}) < LEAST
