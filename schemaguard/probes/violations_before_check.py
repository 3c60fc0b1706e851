"""Rows violate a check that is added.

Those of Meta.constraints, those that Django adds to a column by itself (PositiveIntegerField, JSONField on MariaDB and
SQLite), those in SQL, and those that are validated now. The migration fails at the first such row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.migrations import AlterField

from schemaguard.databases.probing import CannotTell, Violations
from schemaguard.preflights import Probed
from schemaguard.probes._follow import field_behind
from schemaguard.probes._texts import text_of
from schemaguard.probes.base import Asking, Rows, agree, number, probe
from schemaguard.statements import AddColumn, AddConstraint, Statement, ValidateConstraint
from schemaguard.steps.models import column_name, has_column
from schemaguard.steps.step import Step

_WAY_OUT = "Change or remove these rows in a migration before this one."
Condition = Callable[[], str]


@probe(AddConstraint, AddColumn, ValidateConstraint, Step)
def ask(asking: Asking, statement: Statement | Step) -> Iterator[Probed]:
    """Constraints with a name, and checks of columns."""
    if asking.kind.vendor == "mongodb":
        return
    if isinstance(statement, Step):
        yield from _altered(asking, statement)
    elif isinstance(statement, AddConstraint) and statement.constraint.kind == "check":
        constraint = statement.constraint
        if constraint.name and constraint.validated:
            condition = _named(asking, statement, statement.table, constraint.name)
            yield from _ask(asking, statement, statement.table, constraint.name, constraint.columns, condition)
        elif constraint.validated and statement.sql:
            condition = _in_sql(asking, statement)
            yield from _ask(asking, statement, statement.table, "its check", constraint.columns, condition)
    elif isinstance(statement, AddColumn) and (text := _check_of(asking, statement.table, statement.column.name)):
        column = statement.column.name
        if statement.column.fill or statement.column.default:
            yield from _ask(asking, statement, statement.table, column, (column,), lambda: text)
    elif isinstance(statement, ValidateConstraint):
        yield from _validated(asking, statement)


def _ask(
    asking: Asking, statement: Statement | None, table: str, name: str, columns: tuple[str, ...], condition: Condition
) -> Iterator[Probed]:
    live = asking.ahead(statement) if statement is not None else asking.live
    view = live.view(table)
    if view is None:
        return
    yield asking.rows(
        Rows(
            object=f"{table}.{name}",
            question=lambda: Violations(view, condition()),
            bad=lambda counted: (
                f"{number(counted.count)} of {table} {agree(counted.count, 'violates', 'violate')} the check {name}"
            ),
            good=f"No row of {table} violates the check {name}",
            doubt=f"whether rows of {table} violate the check {name}",
            remedy=_WAY_OUT,
            table=table,
            columns=columns,
        )
    )


def _named(asking: Asking, statement: Statement, table: str, name: str) -> Condition:
    def condition() -> str:
        if statement.sql:
            return asking.prober.definition(statement.sql, name).condition
        if asking.step is None:
            raise CannotTell("its definition was not found")
        text = text_of(asking.step, table, name, asking.prober, asking.kind.max_name_length)
        return asking.prober.definition(text).condition

    return condition


def _in_sql(asking: Asking, statement: Statement) -> Condition:
    return lambda: asking.prober.definition(statement.sql).condition


def _validated(asking: Asking, statement: ValidateConstraint) -> Iterator[Probed]:
    name, waiting = statement.name, asking.live.unvalidated.get(statement.name)
    if waiting is not None and waiting.constraint.kind == "check":
        condition = _named(asking, waiting, waiting.table, name)
        yield from _ask(asking, statement, statement.table, name, waiting.constraint.columns, condition)
        return
    place = asking.live.place(statement.table)
    for item in getattr(place.found, "checks", ()) if place is not None else ():
        if item.name == name:
            text = str(item.expression)
            yield from _ask(asking, statement, statement.table, name, (), lambda text=text: text)  # type: ignore[misc]


def _altered(asking: Asking, step: Step) -> Iterator[Probed]:
    """The check that a column gets with its new class of field, where it had another one or none."""
    if not isinstance(step.operation, AlterField) or step.side == "state":
        return
    name, limit = step.operation.name, asking.kind.max_name_length
    for key, after in step.after.overrides.items():
        before = step.before.overrides.get(key)
        if before is None or after is None or not after.has_table():
            continue
        was, now = before.fields.get(name), after.fields.get(name)
        if was is None or now is None or not has_column(now):
            continue
        column = column_name(name, now)
        if (text := _text(asking, now, column)) and text != _text(asking, was, column):
            yield from _ask(asking, None, after.table(limit), column, (column,), lambda text=text: text)  # type: ignore[misc]


def _check_of(asking: Asking, table: str, column: str) -> str:
    if asking.step is None:
        return ""
    found = field_behind(asking.step.after, table, column, asking.kind)
    return _text(asking, found, column) if found is not None else ""


def _text(asking: Asking, model_field: object, column: str) -> str:
    """What Django writes beside a column of this class: BaseDatabaseWrapper.data_type_check_constraints."""
    kind = str(getattr(model_field, "get_internal_type", lambda: "")())
    template = asking.prober.connection.data_type_check_constraints.get(kind)
    quoted = asking.prober.editor().quote_name(column)
    return str(template) % {"column": column, "qn_column": quoted} if template else ""
