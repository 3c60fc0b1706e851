"""Statements in words: what is not there although it should be, or the other way round."""

from __future__ import annotations

from schemaguard.statements.base import Statement
from schemaguard.statements.columns import AddColumn, AlterColumn, DropColumn, RenameColumn
from schemaguard.statements.constraints import AddConstraint, DropConstraint, ValidateConstraint
from schemaguard.statements.indexes import CreateIndex, DropIndex, RenameIndex
from schemaguard.statements.tables import CreateTable, DropTable, RenameTable


def phrase(statement: Statement) -> str:
    """What is wrong where a statement has had no effect, without a period."""
    match statement:
        case CreateTable(table=table):
            return f"the table {table} is not there, or lacks columns"
        case DropTable(table=table):
            return f"the table {table} is still there"
        case RenameTable(table=table, to=to):
            return f"the table {table} is not called {to}"
        case AddColumn(table=table, column=column):
            return f"the column {table}.{column.name} is not there as stated ({_as_stated(column.type, column.null)})"
        case DropColumn(table=table, column=column):
            return f"the column {table}.{column.name} is still there"
        case RenameColumn(table=table, column=old, to=new):
            return f"the column {table}.{old} is not called {new}"
        case AlterColumn(table=table, after=column):
            return f"the column {table}.{column.name} is not as stated ({_as_stated(column.type, column.null)})"
    return _phrase_of_part(statement)


def _phrase_of_part(statement: Statement) -> str:
    match statement:
        case CreateIndex(table=table, index=index):
            return f"the index {index.name or 'on ' + ', '.join(index.columns)} of {table} is not there, or not valid"
        case DropIndex(index=gone) | DropConstraint(constraint=gone):
            return f"{gone.name} is still there"
        case RenameIndex(name=old, to=new):
            return f"the index {old} is not called {new}"
        case AddConstraint(table=table, constraint=constraint):
            name = constraint.name or "on " + ", ".join(constraint.columns)
            return f"the constraint {name} of {table} is not there"
        case ValidateConstraint(table=table, name=name):
            return f"the constraint {name} of {table} is not valid"
    return f"a {type(statement).__name__} has had no effect"


def _as_stated(kind: str | None, null: bool) -> str:
    return f"{kind or 'some type'}, {'NULL' if null else 'NOT NULL'}"
