"""A rename looks as if it was written as drop and add.

When: one migration drops a column and adds one of the same type to the same table, and copies nothing from one to
the other.

Effect: the new column is empty, and the values are gone.

Way out: if it is the same thing under another name, write ``migrations.RenameField("order", "note", "remark")``.
``makemigrations`` asks when it is run on a terminal.

Source: Django documentation, "RenameField"; ``makemigrations``, "--noinput".

Bad::

    operations = [
        migrations.RemoveField("order", "note"),
        migrations.AddField("order", "remark", models.TextField(null=True)),  # finding
    ]

Good::

    operations = [
        migrations.RenameField("order", "note", "remark"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules._columns import find_field
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, Block, DropColumn, RunCode, Statement, Update
from schemaguard.steps.columns import ColumnReader
from schemaguard.steps.step import MigrationSteps, Step


@rule("SG213", on=MigrationSteps, having=(DropColumn,), severity=Severity.WARNING, axis=Axis.LOSES_DATA)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    steps = list(migration.statements())
    dropped: dict[tuple[str, str], tuple[int, str]] = {}
    for position, (step, statement) in enumerate(steps):
        if isinstance(statement, DropColumn) and (kind := _lost_type(step, statement)):
            dropped[statement.table, kind] = position, statement.column.name
    for position, (step, statement) in enumerate(steps):
        if isinstance(statement, AddColumn) and (statement.table, statement.column.type or "") in dropped:
            where, old = dropped[statement.table, statement.column.type or ""]
            new, between = statement.column, [item for _, item in steps[position:where]]
            copied = any(_may_copy(item, statement.table) for item in between)
            if old != new.name and not new.references and not new.generated and not copied:
                message = f"{statement.table}.{old} goes and {new.name} of the same type comes: was it a rename?"
                yield Hit(message, subject=f"{statement.table}.{new.name}", at=step)


def _lost_type(step: Step, statement: DropColumn) -> str:
    """The type of a column whose values go; empty where none are lost, or where it is not known."""
    table, column = statement.table, statement.column
    if step.is_new_column(table, column.name) or column.generated or step.was_forgotten(table, column.name):
        return ""
    found = find_field(step, table, column.name) if statement.sql else None
    if found is None:
        return column.type or ""
    view, name, model_field = found
    return ColumnReader(database(step.target.vendor)).column(step.before, view, name, model_field).type or ""


def _may_copy(statement: Statement, table: str) -> bool:
    if isinstance(statement, RunCode):
        return not statement.noop
    return isinstance(statement, Block) or (isinstance(statement, Update) and statement.table == table)
