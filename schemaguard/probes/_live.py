"""What a live database will look like at one moment of the plan, and under which names it has that today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from schemaguard.databases.probing import Cell, View
from schemaguard.schema.objects import Collection, Table
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.statements import (
    AddConstraint,
    CreateTable,
    DropColumn,
    DropTable,
    RenameColumn,
    RenameTable,
    Statement,
)
from schemaguard.steps.deeds import Deed

#: Servers on which names of tables and columns mean the same in any case.
_ANY_CASE = frozenset({"mysql", "sqlite"})
#: db_table = 'archive"."order' is how models of Django get a schema.
_QUOTED = '"."'


@dataclass
class Place:
    """A table of today."""

    view: View
    found: Table | Collection

    def view_columns(self) -> frozenset[str]:
        """The columns of today that are still there."""
        return frozenset(cell.column for cell in self.view.columns.values() if cell.column)

    def planned(self, column: str) -> str:
        """What the plan calls a column of today."""
        return next((name for name, cell in self.view.columns.items() if cell.column == column), column)


@dataclass
class Written:
    """A deed of the plan, and the migration that does it."""

    deed: Deed
    migration: str

    def __str__(self) -> str:
        return f"{self.deed.by} in {self.migration}"


@dataclass
class Live:
    """Goes through the plan statement by statement."""

    snapshot: SchemaSnapshot
    #: By the name that the plan has for it now.
    places: dict[str, Place] = field(default_factory=dict)
    #: What only the plan makes: there are no rows in it today.
    made: set[str] = field(default_factory=set)
    written: list[Written] = field(default_factory=list)
    #: Constraints that the plan adds without looking at rows, by name.
    unvalidated: dict[str, AddConstraint] = field(default_factory=dict)
    #: Today's names of tables that anything is done to.
    touched: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in (*self.snapshot.all("table"), *self.snapshot.all("collection")):
            name = f"{item.schema}.{item.name}" if getattr(item, "schema", "") else item.name
            self.places[name] = Place(_view(name, item), item)

    def name_of(self, table: str) -> str:
        """The table as it is called here, where the case of letters means nothing."""
        if _QUOTED in table and self.snapshot.vendor == "postgresql":
            schema, _, name = table.rpartition(_QUOTED)
            full = f"{schema}.{name}"
            return full if full in self.places else name
        if table in self.places or self.snapshot.vendor not in _ANY_CASE:
            return table
        return next((name for name in self.places if name.lower() == table.lower()), table)

    def place(self, table: str) -> Place | None:
        """The table of today behind a name of the plan; None where the plan makes it, or nobody has it."""
        return self.places.get(self.name_of(table))

    def view(self, table: str) -> View | None:
        """How the plan sees it at this moment."""
        found = self.place(table)
        return found.view if found is not None else None

    def column(self, table: str, column: str) -> tuple[View, Cell] | None:
        """A column that is there today, or has a value by now."""
        view = self.view(table)
        return None if view is None else (view, view.cell(column))

    def copied(self, table: str) -> Live:
        """The same for one table, so that it can go on alone."""
        place = self.place(table)
        places = {} if place is None else {self.name_of(table): replace(place)}
        made = Live(replace(self.snapshot, objects=()))
        made.places, made.written = places, list(self.written)
        return made

    # Who writes

    def wrote(self, table: str, columns: Iterable[str] = (), *, removing: bool = False) -> Written | None:
        """Who of the plan has written to these columns by now, or to any; ``removing``: or has removed rows."""
        wanted = frozenset(columns)
        for item in reversed(self.written):
            deed = item.deed
            if deed.removes and not removing:
                continue
            if deed.table in ("", table) and (deed.columns is None or not wanted or deed.columns & wanted):
                return item
        return None

    def added(self, table: str) -> bool:
        """Whether the plan may have added rows by now."""
        return any(item.deed.adds and item.deed.table in ("", table) for item in self.written)

    def note(self, found: Iterable[Deed], migration: str) -> None:
        """Remember what is done to rows."""
        self.written += [Written(deed, migration) for deed in found]

    # The plan goes on

    def see(self, statement: Statement) -> None:
        """Take one statement in, after it was asked about."""
        match statement:
            case CreateTable(table=table):
                self.made.add(table)
            case DropTable(table=table):
                self.places.pop(self.name_of(table), None)
                self.made.discard(table)
            case RenameTable(table=table, to=to):
                self._rename_table(table, to)
            case RenameColumn(table=table, column=column, to=to):
                self._rename_column(table, column, to)
            case DropColumn(table=table, column=dropped):
                self.set(table, dropped.name, None)
            case AddConstraint(constraint=constraint) if not constraint.validated:
                self.unvalidated[constraint.name] = statement

    def set(self, table: str, column: str, cell: Cell | None) -> None:
        """What a column holds from now on; None: it is gone."""
        place = self.place(table)
        if place is None:
            return
        columns = {name: item for name, item in place.view.columns.items() if name != column}
        if cell is not None:
            columns[column] = cell
        place.view = replace(place.view, columns=columns)

    def _rename_table(self, table: str, to: str) -> None:
        name = self.name_of(table)
        if name in self.places:
            place = self.places.pop(name)
            place.view = replace(place.view, name=to)
            self.places[to] = place
        if table in self.made:
            self.made.remove(table)
            self.made.add(to)
        for item in self.written:
            if item.deed.table == table:
                item.deed = replace(item.deed, table=to)

    def _rename_column(self, table: str, column: str, to: str) -> None:
        if (found := self.column(table, column)) is not None:
            self.set(table, column, None)
            self.set(table, to, found[1])
        for item in self.written:
            if item.deed.table == table and item.deed.columns and column in item.deed.columns:
                item.deed = replace(item.deed, columns=item.deed.columns - {column} | {to})

    def today(self) -> Iterator[str]:
        """Today's names of all tables."""
        yield from (place.view.table for place in self.places.values())


def _view(name: str, item: Table | Collection) -> View:
    if isinstance(item, Collection):
        return View(name, name, key=("_id",))
    columns = {column.name: Cell(column.name) for column in item.columns}
    return View(name, name, columns, item.primary_key[0].columns if item.primary_key else ())
