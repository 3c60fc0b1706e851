"""The reverse of a drop brings back an empty column or table, or fails.

When: a migration drops a column or a table that an earlier release made.

Effect: rolling back makes the column or table anew. The values do not come back. A column that is NOT NULL without any
default does not come back at all: the reverse fails on a table with rows, and the rollback stops there.

Way out: save the values before the migration runs, or keep the column and drop it when nobody will roll back this far
any more. Where the reverse would fail, make the field ``null=True`` in the migration before, so that it can come back.

Source: Django documentation, "RemoveField" and "DeleteModel".

Bad::

    operations = [
        migrations.RemoveField("order", "number"),  # finding
    ]

Good::

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("order", "number")],
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, Column, CreateTable, DropColumn, DropTable
from schemaguard.steps.step import Step

Made = AddColumn | CreateTable


@rule("SG508", on=(AddColumn, CreateTable), severity=Severity.NOTICE, axis=Axis.IRREVERSIBLE, direction="reverse")
def check(step: Step, statement: Made) -> Iterator[Hit]:
    table = statement.table
    if step.is_new_table(table) or not _was_dropped(step, statement):
        return
    if isinstance(statement, CreateTable):
        what = "the links" if statement.kind == "m2m" else "the rows"
        yield Hit(f"Rolling back makes {table} anew, without {what} it had.", subject=table)
        return
    column = statement.column
    name = f"{table}.{column.name}"
    if step.is_new_column(table, column.name) or column.generated or column.identity:
        return
    if _fails(step, column):
        yield Hit(
            f"Rolling back fails if {table} has rows: {name} comes back NOT NULL without a default.",
            subject=name,
            severity=Severity.WARNING,
        )
    else:
        yield Hit(f"Rolling back makes {name} anew with {_content(column)} in every row.", subject=name)


def _was_dropped(step: Step, made: Made) -> bool:
    if isinstance(made, CreateTable):
        return any(isinstance(item, DropTable) and item.table == made.table for item in step.statements)
    wanted = (made.table, made.column.name)
    dropped = [item for item in step.statements if isinstance(item, DropColumn)]
    return any((item.table, item.column.name) == wanted for item in dropped)


def _fails(step: Step, column: Column) -> bool:
    """MySQL makes up a value for existing rows; MongoDB knows no NOT NULL."""
    return step.target.vendor in ("postgresql", "sqlite") and not (column.null or column.default or column.fill)


def _content(column: Column) -> str:
    if column.default or column.fill:
        return f"the default {column.default_text}" if column.default_text else "the default"
    return "NULL" if column.null else "an empty value"
