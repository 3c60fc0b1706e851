"""Rows are equal in columns that become unique.

Equal as the index will see them: with its collation, its expressions, its condition and its view of NULL. The migration
fails at the first pair; PostgreSQL's CREATE INDEX CONCURRENTLY leaves an invalid index behind.
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.probing import CannotTell, Definition, Duplicates
from schemaguard.preflights import Probed
from schemaguard.probes._texts import constraint_of, model_of, rendered, text_of
from schemaguard.probes.base import Asking, Rows, number, probe
from schemaguard.schema.objects import Table
from schemaguard.statements import AddColumn, AddConstraint, AlterColumn, CreateIndex, Statement

_WAY_OUT = (
    "Decide which row wins and remove or change the others, in a migration before this one. Equal is meant as the "
    "index compares: by its collation, expressions and condition."
)
_UNIQUE = ("unique", "primary_key")


@probe(AddConstraint, CreateIndex, AddColumn, AlterColumn)
def ask(asking: Asking, statement: Statement) -> Iterator[Probed]:
    """Constraints, indexes, and new columns that are unique from the beginning."""
    if isinstance(statement, AddConstraint) and statement.constraint.kind in _UNIQUE:
        constraint = statement.constraint
        detailed = bool(constraint.expressions or constraint.condition or constraint.name)
        if not constraint.using_index:
            yield from _ask(asking, statement, statement.table, constraint.columns, constraint.name, detailed)
    elif isinstance(statement, CreateIndex) and statement.index.unique:
        yield from _ask(asking, statement, statement.table, statement.index.columns, statement.index.name, True)
    elif isinstance(statement, AddColumn) and (statement.column.unique or statement.column.primary_key):
        yield from _ask(asking, statement, statement.table, (statement.column.name,), "", False)
    elif isinstance(statement, AlterColumn) and {"collation", "type"} & statement.changed:
        yield from _compared_anew(asking, statement)


def _compared_anew(asking: Asking, statement: AlterColumn) -> Iterator[Probed]:
    """What is unique already, over a column whose values will be compared in another way or become others."""
    place, before, after = asking.live.place(statement.table), statement.before, statement.after
    if place is None or not isinstance(place.found, Table):
        return
    change = asking.kind.type_change(before.type if before else None, after.type, asking.prober.target())
    if "collation" not in statement.changed and change.narrows == "":
        return
    today = place.view.cell(after.name).column
    unique = [(item.name, item.columns) for item in place.found.primary_key]
    unique += [(item.name, item.columns) for item in place.found.uniques]
    unique += [(item.name, item.elements) for item in place.found.indexes if item.unique and not item.predicate]
    for name, columns in unique:
        if today in columns and all(column in place.view_columns() for column in columns):
            planned = tuple(place.planned(column) for column in columns)
            yield from _ask(asking, statement, statement.table, planned, name, False)


def _ask(
    asking: Asking, statement: Statement, table: str, columns: tuple[str, ...], name: str, detailed: bool
) -> Iterator[Probed]:
    view = asking.live.view(table)
    if view is None:
        return
    said = f"{table} ({', '.join(columns)})" if columns else f"{table} ({name})"

    def question() -> Duplicates:
        seen = asking.ahead(statement).view(table)
        if seen is None:
            raise CannotTell("the table was not found")
        return Duplicates(seen, _definition(asking, statement, table, columns, name, detailed))

    yield asking.rows(
        Rows(
            object=f"{table}.{name or ', '.join(columns)}",
            question=question,
            bad=lambda counted: (
                f"{number(counted.count)} of {said} share {number(counted.groups, 'value')}, and it becomes unique"
            ),
            good=f"No rows of {said} are equal",
            doubt=f"whether rows of {said} are equal",
            remedy=_WAY_OUT,
            table=table,
            columns=columns,
            facts=lambda counted: {"values": counted.groups},
        )
    )


def _definition(
    asking: Asking, statement: Statement, table: str, columns: tuple[str, ...], name: str, detailed: bool
) -> Definition:
    if asking.kind.vendor == "mongodb":
        return _in_mongodb(asking, table, columns, name)
    if not detailed or asking.step is None:
        return asking.prober.columns(columns)
    if statement.sql:
        return asking.prober.definition(statement.sql, name, columns)
    text = text_of(asking.step, table, name, asking.prober, asking.kind.max_name_length)
    return asking.prober.definition(text)


def _in_mongodb(asking: Asking, table: str, columns: tuple[str, ...], name: str) -> Definition:
    step = asking.step
    view = model_of(step, table, asking.kind.max_name_length) if step is not None else None
    if step is None or view is None:
        raise CannotTell("its model was not found")
    return asking.prober.unique_of(rendered(step.after, view), columns, constraint_of(view, name))
