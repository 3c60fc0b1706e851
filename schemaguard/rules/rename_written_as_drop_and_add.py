"""A rename looks as if it was written as drop and add.

When: one migration drops a column and adds one of the same type to the same table, or drops a table and makes one
with the same columns, and copies nothing from one to the other.

Effect: the new column or table is empty, and the values are gone.

Way out: if it is the same thing under another name, write ``migrations.RenameField("order", "note", "remark")`` or
``migrations.RenameModel("Tag", "Label")``.
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

from collections.abc import Iterable, Iterator

from schemaguard.databases.registry import database
from schemaguard.rules._columns import find_field
from schemaguard.rules._tables import models_on
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import (
    AddColumn,
    Block,
    Column,
    CreateTable,
    DropColumn,
    DropTable,
    Insert,
    RunCode,
    Statement,
    Update,
)
from schemaguard.steps.columns import ColumnReader
from schemaguard.steps.step import MigrationSteps, Step


@rule("SG213", on=MigrationSteps, having=(DropColumn, DropTable), severity=Severity.WARNING, axis=Axis.LOSES_DATA)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    steps = list(migration.statements())
    yield from _columns(steps)
    yield from _tables(steps)


def _columns(steps: list[tuple[Step, Statement]]) -> Iterator[Hit]:
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


def _tables(steps: list[tuple[Step, Statement]]) -> Iterator[Hit]:
    dropped = [(place, step, item) for place, (step, item) in enumerate(steps) if isinstance(item, DropTable)]
    if not dropped:
        return
    for place, (step, statement) in enumerate(steps):
        if not isinstance(statement, CreateTable) or statement.kind != "table":
            continue
        columns = _shape(statement.columns)
        for where, earlier, gone in dropped:
            copied = any(_may_copy(item, statement.table) for _, item in steps[place:where])
            if not copied and gone.table != statement.table and columns == _lost_columns(earlier, gone.table):
                message = f"{gone.table} goes and {statement.table} with the same columns comes: was it a rename?"
                yield Hit(message, subject=statement.table, at=step)


def _shape(columns: Iterable[Column]) -> set[tuple[str, str | None]]:
    return {(column.name, column.type) for column in columns}


def _lost_columns(step: Step, table: str) -> set[tuple[str, str | None]]:
    """The columns of a table whose rows go; empty where none are lost, or where a key alone says too little."""
    if step.is_new_table(table) or step.was_forgotten(table):
        return set()
    reader = ColumnReader(database(step.target.vendor))
    for model in models_on(step, step.before, table):
        columns = reader.columns(step.before, model)
        return _shape(columns) if len(columns) > 1 else set()
    return set()


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
    return isinstance(statement, Block) or (isinstance(statement, Insert | Update) and statement.table == table)
