"""Rows hold NULL in a column that becomes NOT NULL.

The migration fails at the first of them, or without strict mode MySQL stores an empty value instead. Django writes a
default into them where the field has one; then there is nothing to find.
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.probing import CannotTell, Cell, Filled, Nulls, RowQuestion, View
from schemaguard.preflights import Answer, Probed
from schemaguard.probes._follow import is_filled
from schemaguard.probes.base import Asking, Rows, agree, number, probe
from schemaguard.statements import AddColumn, AddConstraint, AlterColumn, Statement

_WAY_OUT = (
    "Fill the column in a migration before this one and count what is left, or give the field a default: Django then "
    "writes it into these rows."
)
_NEW_WAY_OUT = "Add the column with null=True or with a default, fill it, and make it NOT NULL in a later migration."


@probe(AlterColumn, AddColumn, AddConstraint)
def ask(asking: Asking, statement: Statement) -> Iterator[Probed]:
    """Columns that are changed, columns that are new, and NOT NULL as a constraint of its own."""
    if isinstance(statement, AlterColumn):
        yield from _altered(asking, statement)
    elif isinstance(statement, AddColumn):
        yield from _added(asking, statement)
    elif isinstance(statement, AddConstraint) and statement.constraint.kind in ("not_null", "primary_key"):
        for column in statement.constraint.columns:
            yield from _nulls(asking, statement.table, column)


def _altered(asking: Asking, statement: AlterColumn) -> Iterator[Probed]:
    after = statement.after
    if "null" not in statement.changed or after.null or after.generated or after.identity:
        return
    if asking.step is None or is_filled(asking.step, statement):
        return
    yield from _nulls(asking, statement.table, after.name)


def _nulls(asking: Asking, table: str, column: str) -> Iterator[Probed]:
    found = asking.live.column(table, column)
    if found is None:
        return
    view, cell = found
    name = f"{table}.{column}"
    mongodb = asking.kind.vendor == "mongodb"
    end = "which becomes NOT NULL" + (", and keep it: MongoDB has no such thing" if mongodb else "")
    yield asking.rows(
        Rows(
            object=name,
            answer=Answer.WARNING if mongodb else Answer.FAILED,
            question=lambda: _question(view, cell, column),
            bad=lambda counted: (
                f"{number(counted.count)} {agree(counted.count, 'holds', 'hold')} NULL in {name}, {end}"
            ),
            good=f"No row holds NULL in {name}",
            doubt=f"whether rows hold NULL in {name}",
            remedy=_WAY_OUT,
            table=table,
            columns=(column,),
        )
    )


def _question(view: View, cell: Cell, column: str) -> RowQuestion:
    if not cell.known:
        raise CannotTell(cell.why)
    return Nulls(view, column)


def _added(asking: Asking, statement: AddColumn) -> Iterator[Probed]:
    """Without a default, rows that are there have nothing to put into a new column."""
    column, view = statement.column, asking.live.view(statement.table)
    given = column.default is not None or column.fill is not None or column.generated or column.identity
    if view is None or column.null or given or asking.kind.vendor == "mongodb":
        return
    name = f"{statement.table}.{column.name}"
    fate = "would get an empty value, without an error," if asking.kind.vendor == "mysql" else "would have no value"
    yield asking.rows(
        Rows(
            object=name,
            question=lambda: Filled(view),
            bad=lambda counted: (
                f"{number(counted.count)} of {statement.table} {fate} in the new column {column.name}, which is"
                " NOT NULL"
            ),
            good=f"{statement.table} has no rows, so that the new column {column.name} may be NOT NULL",
            doubt=f"whether {statement.table} has rows, which {fate} in the new column {column.name}",
            remedy=_NEW_WAY_OUT,
            table=statement.table,
        )
    )
