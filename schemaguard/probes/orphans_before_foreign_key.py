"""Rows point to rows that are not there, in columns that become a foreign key.

The migration fails, on SQLite at its end. A relation with ``db_constraint=False`` is no foreign key.
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.probing import CannotTell, Filled, Orphans, RowQuestion
from schemaguard.preflights import Probed
from schemaguard.probes._live import Live
from schemaguard.probes.base import Asking, Rows, agree, number, probe
from schemaguard.statements import AddColumn, AddConstraint, Reference, Statement, ValidateConstraint

_WAY_OUT = "Remove these rows, or point them to rows that exist, in a migration before this one."


@probe(AddConstraint, AddColumn, ValidateConstraint)
def ask(asking: Asking, statement: Statement) -> Iterator[Probed]:
    """New foreign keys, on columns old and new, and those that are validated now."""
    if asking.kind.vendor == "mongodb":
        return
    if isinstance(statement, AddConstraint) and statement.constraint.kind == "foreign_key":
        constraint = statement.constraint
        if constraint.references is not None and constraint.validated:
            yield from _ask(asking, statement, statement.table, constraint.columns, constraint.references)
    elif isinstance(statement, AddColumn) and statement.column.references is not None:
        if statement.column.fill or statement.column.default:
            column = statement.column
            yield from _ask(asking, statement, statement.table, (column.name,), statement.column.references)
    elif isinstance(statement, ValidateConstraint):
        yield from _validated(asking, statement)


def _validated(asking: Asking, statement: ValidateConstraint) -> Iterator[Probed]:
    waiting = asking.live.unvalidated.get(statement.name)
    if waiting is not None and waiting.constraint.kind == "foreign_key" and waiting.constraint.references:
        constraint = waiting.constraint
        yield from _ask(asking, statement, statement.table, constraint.columns, waiting.constraint.references)
        return
    place = asking.live.place(statement.table)
    for item in getattr(place.found, "foreign_keys", ()) if place is not None else ():
        if item.name == statement.name and place is not None:
            columns = tuple(place.planned(column) for column in item.columns)
            yield from _ask(asking, statement, statement.table, columns, Reference(item.target, item.target_columns))


def _ask(
    asking: Asking, statement: Statement, table: str, columns: tuple[str, ...], reference: Reference
) -> Iterator[Probed]:
    live = asking.ahead(statement)
    view = live.view(table)
    if view is None:
        return
    name = f"{table}.{', '.join(columns)}"

    def question() -> RowQuestion:
        return _question(asking.live, live, table, columns, reference)

    yield asking.rows(
        Rows(
            object=name,
            question=question,
            bad=lambda counted: (
                f"{number(counted.count)} of {table} {agree(counted.count, 'points', 'point')} to no row of"
                f" {reference.table}, and {', '.join(columns)} becomes a foreign key"
            ),
            good=f"Every row of {table} that has a value in {', '.join(columns)} points to a row of {reference.table}",
            doubt=f"whether rows of {table} point to rows of {reference.table} that are not there",
            remedy=_WAY_OUT,
            table=table,
            columns=columns,
            worse=asking.live.wrote(reference.table, reference.columns, removing=True),
        )
    )


def _question(today: Live, live: Live, table: str, columns: tuple[str, ...], reference: Reference) -> RowQuestion:
    view, parent = live.view(table), today.place(reference.table)
    if view is None:
        raise CannotTell("the table was not found")
    if parent is None:
        if reference.table in today.made and len(columns) == 1:
            return Filled(view, columns[0])  # A new table has no rows yet.
        raise CannotTell(f"{reference.table} was not found")
    targets = reference.columns or tuple(parent.planned(column) for column in parent.view.key)
    if len(targets) != len(columns):
        raise CannotTell(f"the primary key of {reference.table} is not known")
    return Orphans(view, columns, parent.view, targets, reference.full)
