"""One pass over a plan of migrations: every operation becomes a Step, for every kind of database.

There is one mutable ProjectState for the whole plan. Before an operation changes it, only the
models that the operation touches are copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import router
from django.db.migrations import RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from schemaguard.exceptions import BrokenHistory
from schemaguard.statements import (
    AddColumn,
    CreateObject,
    CreateTable,
    DropColumn,
    DropTable,
    RenameColumn,
    RenameTable,
    Statement,
)
from schemaguard.steps import by_hand
from schemaguard.steps import operations as known
from schemaguard.steps.columns import ColumnReader
from schemaguard.steps.dialect import Dialect
from schemaguard.steps.models import Key, Models, ModelView
from schemaguard.steps.source import MigrationFile
from schemaguard.steps.step import Context, MigrationSteps, Released, Side, Step
from schemaguard.steps.translate import Hints, Moment, Translator
from schemaguard.target import Target


@dataclass
class Course:
    """The databases that are judged alike: one target, one dialect, one or more aliases."""

    target: Target
    dialect: Dialect
    databases: tuple[str, ...]
    released: Released = field(default_factory=Released)

    def __post_init__(self) -> None:
        self.translator = Translator(ColumnReader(self.dialect), self.target.flavour)
        self.limit = self.dialect.max_name_length


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operation stands."""

    file: MigrationFile
    index: int
    part: str
    side: Side
    unit: str


class Walk:
    """Walks a plan. ``wanted`` tells which migrations are yielded; the others only move the state.

    ``unit_of`` names the release unit of a migration: see Released.
    """

    def __init__(
        self,
        courses: Sequence[Course],
        state: ProjectState,
        *,
        context: Context | None = None,
        wanted: Callable[[MigrationFile], bool] = lambda file: True,
        own: Callable[[str], bool] = lambda app: True,
        unit_of: Callable[[MigrationFile], str] = lambda file: f"{file.app}.{file.name}",
    ) -> None:
        self.courses, self.state, self.context = courses, state, context or Context()
        self.wanted, self.own, self.unit_of = wanted, own, unit_of
        #: The latest migration of each app.
        self.latest: dict[str, MigrationFile] = {}

    def migrations(self, plan: Sequence[MigrationFile]) -> Iterator[MigrationSteps]:
        """The wanted migrations in plan order, once for each course. Raises BrokenHistory."""
        for file in plan:
            previous = self.latest.get(file.app)
            self.latest[file.app] = file
            if not self.wanted(file):
                self._skip(file)
                continue
            steps: list[list[Step]] = [[] for _ in self.courses]
            for index, operation in enumerate(file.migration.operations):
                place = Place(file, index, str(index), "both", self.unit_of(file))
                for number, step in self._operation(operation, place):
                    steps[number].append(step)
            for course, found in zip(self.courses, steps, strict=True):
                own = self.own(file.app)
                yield MigrationSteps(file, course.target, self.context, course.databases, tuple(found), own, previous)

    def _skip(self, file: MigrationFile) -> None:
        for index, operation in enumerate(file.migration.operations):
            place = Place(file, index, str(index), "both", self.unit_of(file))
            if isinstance(operation, SeparateDatabaseAndState):
                for nested in operation.state_operations:
                    self._state_only(nested, self.state, place)
            else:
                self._forward(operation, self.state, place)

    def _operation(self, operation: Operation, place: Place) -> Iterator[tuple[int, Step]]:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from self._separate(operation, self.state, place)
            return
        yield from self._change(operation, self.state, place)
        if isinstance(operation, RunSQL):
            for number, nested in enumerate(operation.state_operations):
                yield from self._state_step(nested, self.state, _inside(place, f"s{number}", "state"))

    def _separate(
        self, operation: SeparateDatabaseAndState, state: ProjectState, place: Place
    ) -> Iterator[tuple[int, Step]]:
        """The database side runs against its own copy of the state, as Django does it."""
        needs_copy = any(_moves_state(nested) for nested in operation.database_operations)
        own = state.clone() if needs_copy else state
        for number, nested in enumerate(operation.database_operations):
            inner = _inside(place, f"d{number}", "database")
            if isinstance(nested, SeparateDatabaseAndState):
                yield from self._separate(nested, own, inner)
            else:
                yield from self._change(nested, own, inner)
        for number, nested in enumerate(operation.state_operations):
            inner = _inside(place, f"s{number}", "state")
            yield from self._state_step(nested, state, inner)

    def _change(self, operation: Operation, state: ProjectState, place: Place) -> Iterator[tuple[int, Step]]:
        models = Models(state)
        pairs = known.touched(operation, place.file.app, models)
        before = Models(
            state, {old: models.kept(old) for old, _ in pairs} | {new: None for o, new in pairs if new != o}
        )
        if not (isinstance(operation, RunSQL) and place.side == "both"):
            self._forward(operation, state, place)  # What RunSQL says about the models becomes steps of its own.
        after = Models(state, {new: models.kept(new) for _, new in pairs})
        for number, course in enumerate(self.courses):
            databases = tuple(a for a in course.databases if _allowed(a, operation, place.file.app))
            if databases:
                yield number, self._step(course, databases, operation, place, before, after, pairs)

    def _step(
        self,
        course: Course,
        databases: tuple[str, ...],
        operation: Operation,
        place: Place,
        before: Models,
        after: Models,
        pairs: list[tuple[Key, Key]],
    ) -> Step:
        statements, reverse = _statements(course, operation, before, after, pairs)
        news = News(course.released, place.unit)
        forgotten = news.forgotten_by(statements)
        for statement in statements:
            news.see(statement)
        return Step(
            file=place.file,
            operation=operation,
            index=place.index,
            part=place.part,
            side=place.side,
            target=course.target,
            context=self.context,
            databases=databases,
            statements=statements,
            reverse_statements=reverse,
            reversible=_reversible(operation),
            before=before,
            after=after,
            unit=place.unit,
            new_tables=frozenset(news.tables - news.old),
            new_columns=frozenset(news.columns - news.old_columns),
            forgotten=forgotten,
        )

    def _state_step(self, operation: Operation, state: ProjectState, place: Place) -> Iterator[tuple[int, Step]]:
        before, after = self._state_only(operation, state, place)
        for number, course in enumerate(self.courses):
            databases = tuple(a for a in course.databases if _allowed(a, operation, place.file.app))
            yield (
                number,
                Step(
                    file=place.file,
                    operation=operation,
                    index=place.index,
                    part=place.part,
                    side="state",
                    target=course.target,
                    context=self.context,
                    databases=databases,
                    statements=(),
                    reverse_statements=(),
                    reversible=True,
                    before=before,
                    after=after,
                    unit=place.unit,
                    new_tables=frozenset(),
                    new_columns=frozenset(),
                    forgotten=frozenset(),
                ),
            )

    def _state_only(self, operation: Operation, state: ProjectState, place: Place) -> tuple[Models, Models]:
        """Move a state, and remember what the plan's models forget while the database keeps it."""
        models = Models(state)
        pairs = known.touched(operation, place.file.app, models)
        before = Models(state, {old: models.kept(old) for old, _ in pairs})
        self._forward(operation, state, place)
        after = Models(state, {new: models.kept(new) for _, new in pairs})
        for course in self.courses if state is self.state else ():
            for statement in _difference(course, operation, before, after, pairs, known.hints_of(operation)):
                _remember(course.released.forgotten, statement, place.unit)
        return before, after

    def _forward(self, operation: Operation, state: ProjectState, place: Place) -> None:
        try:
            operation.state_forwards(place.file.app, state)
        except Exception as error:  # Any code may stand here: it is the user's, and it is reported.
            where = f"{place.file.app}.{place.file.name}, operation {place.part} ({type(operation).__name__})"
            raise BrokenHistory(
                f"{where} cannot be applied to the models before it: {type(error).__name__}: {_first_line(error)}. "
                f"See {place.file.display_path}:{place.file.line_of(place.part)}."
            ) from error


class News:
    """Which tables and columns one step meets that its own release unit made."""

    def __init__(self, released: Released, unit: str) -> None:
        self.released, self.unit = released, unit
        self.tables: set[str] = set()
        self.old: set[str] = set()
        self.columns: set[tuple[str, str]] = set()
        #: Dropped here: a new column of the same name, in the same step, does not make it new.
        self.old_columns: set[tuple[str, str]] = set()

    def forgotten_by(self, statements: Sequence[Statement]) -> frozenset[tuple[str, str]]:
        """What the statements drop that an earlier unit took out of the models only."""
        wanted = set()
        for statement in statements:
            if isinstance(statement, DropTable):
                wanted.add((statement.table, ""))
            elif isinstance(statement, DropColumn):
                wanted |= {(statement.table, statement.column.name), (statement.table, "")}
        forgotten = self.released.forgotten
        return frozenset(key for key in wanted if forgotten.get(key, self.unit) != self.unit)

    def see(self, statement: Statement) -> None:
        """Take one statement in, in order."""
        if isinstance(statement, CreateTable):
            self.released.tables[statement.table] = self.unit
        elif isinstance(statement, CreateObject) and statement.kind == "materialized_view":
            self.released.tables[statement.name] = self.unit
        table = getattr(statement, "table", None)
        if not isinstance(table, str):
            return
        self._mention(table)
        for referenced in _tables_referenced(statement):
            self._mention(referenced)
        if isinstance(statement, AddColumn):
            self.released.columns[table, statement.column.name] = self.unit
        self._columns_of(table, statement)
        self._move(table, statement)

    def _mention(self, table: str) -> None:
        known_as = self.tables if self.released.tables.get(table) == self.unit else self.old
        known_as.add(table)

    def _columns_of(self, table: str, statement: Statement) -> None:
        for name in _columns_named(statement):
            if self.released.columns.get((table, name)) == self.unit:
                self.columns.add((table, name))

    def _move(self, table: str, statement: Statement) -> None:
        tables, columns = self.released.tables, self.released.columns
        if isinstance(statement, DropTable):
            tables.pop(table, None)
        elif isinstance(statement, RenameTable):
            if table in tables:
                tables[statement.to] = tables.pop(table)
                self._mention(statement.to)
            for _, name in [key for key in columns if key[0] == table]:
                columns[statement.to, name] = columns.pop((table, name))
        elif isinstance(statement, DropColumn):
            key = (table, statement.column.name)
            if columns.pop(key, None) != self.unit:
                self.old_columns.add(key)
        elif isinstance(statement, RenameColumn) and (table, statement.column) in columns:
            columns[table, statement.to] = columns.pop((table, statement.column))


def _columns_named(statement: Any) -> Iterator[str]:
    for attribute in ("column", "after", "before"):
        value = getattr(statement, attribute, None)
        if value is not None:
            yield value if isinstance(value, str) else value.name
    for attribute in ("index", "constraint"):
        if (value := getattr(statement, attribute, None)) is not None:
            yield from value.columns


def _tables_referenced(statement: Any) -> Iterator[str]:
    for attribute in ("column", "constraint"):
        references = getattr(getattr(statement, attribute, None), "references", None)
        if references is not None:
            yield references.table


def _remember(forgotten: dict[tuple[str, str], str], statement: Statement, unit: str) -> None:
    """What leaves the models while the database keeps it, until another model takes it over."""
    if isinstance(statement, DropTable):
        forgotten[statement.table, ""] = unit
    elif isinstance(statement, DropColumn):
        forgotten[statement.table, statement.column.name] = unit
    elif isinstance(statement, CreateTable):
        for key in [key for key in forgotten if key[0] == statement.table]:
            del forgotten[key]
    elif isinstance(statement, AddColumn):
        forgotten.pop((statement.table, statement.column.name), None)


def _moves_state(operation: Operation) -> bool:
    if isinstance(operation, RunSQL):
        return bool(operation.state_operations)
    return not isinstance(operation, RunPython)


def _inside(place: Place, part: str, side: Side) -> Place:
    inner: Side = "state" if "state" in (place.side, side) else side
    return Place(place.file, place.index, f"{place.part}.{part}", inner, place.unit)


def _statements(
    course: Course, operation: Any, before: Models, after: Models, pairs: list[tuple[Key, Key]]
) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
    if isinstance(operation, RunSQL | RunPython):
        return by_hand.forwards(operation, course.dialect), by_hand.backwards(operation, course.dialect)
    hints = known.hints_of(operation)
    old: ModelView | None = before.overrides.get(pairs[0][0]) if pairs else None
    new: ModelView | None = after.overrides.get(pairs[0][1]) if pairs else None
    forward: list[Statement] = []
    if not known.does_nothing(operation, "database_forwards"):
        forward += _difference(course, operation, before, after, pairs, hints)
        forward += known.own_statements(operation, old, course.limit)
    back: list[Statement] = []
    if not known.does_nothing(operation, "database_backwards"):
        back += _difference(course, operation, after, before, [(n, o) for o, n in pairs], hints.reversed())
        back += known.own_reverse_statements(operation, new, course.limit)
    return tuple(forward), tuple(back)


def _difference(
    course: Course, operation: Operation, one: Models, other: Models, pairs: list[tuple[Key, Key]], hints: Hints
) -> Iterator[Statement]:
    for old, new in pairs:
        was, now = Moment(one, one.overrides.get(old)), Moment(other, other.overrides.get(new))
        if was.model is not None or now.model is not None:
            yield from course.translator.difference(was, now, hints)


def _allowed(alias: str, operation: Any, app: str) -> bool:
    if not router.routers or getattr(operation, "everywhere", False):
        return True
    # RunPython and RunSQL may name a model in their hints, as contenttypes.0002 does.
    hints = {"model_name": known.model_named_by(operation, app), **(getattr(operation, "hints", None) or {})}
    return bool(router.allow_migrate(alias, app, **hints))


def _reversible(operation: Operation) -> bool:
    try:
        return bool(operation.reversible)
    except Exception:  # noqa: BLE001 - the user's code; Django asks the same before it rolls back, and stops.
        return False


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
