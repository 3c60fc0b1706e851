"""Rolling back blocks a table for as long as its rows take.

When: the reverse of a migration reads or writes a whole table under a lock: it builds an index, adds a validated
constraint, or gives a column back a type that needs a rewrite.

Effect: a rollback is wanted fast, and users wait while it runs. The larger the table has become, the longer.

Way out: on PostgreSQL remove indexes with RemoveIndexConcurrently, whose reverse builds them concurrently too. Split
off what is slow to undo into a migration of its own, so that a rollback need not reach it.

Source: PostgreSQL manual, "Table-Level Locks"; MySQL manual, "Online DDL Operations".

Target: postgresql 16

Given::

    operations = [
        migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
    ]

Bad::

    operations = [
        migrations.RemoveIndex("order", "order_created"),  # finding
    ]

Good::

    atomic = False
    operations = [
        RemoveIndexConcurrently("order", "order_created"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules._subjects import subject_of
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterTable,
    CreateIndex,
    DropColumn,
    DropConstraint,
    TableStatement,
    ValidateConstraint,
)
from schemaguard.steps.step import Step

VENDORS = ("mysql", "postgresql")
ON = (AddColumn, AddConstraint, AlterColumn, AlterTable, CreateIndex, DropColumn, DropConstraint, ValidateConstraint)


@rule("SG510", on=ON, severity=Severity.NOTICE, axis=Axis.IRREVERSIBLE, direction="reverse", vendors=VENDORS)
def check(step: Step, statement: TableStatement) -> Iterator[Hit]:
    table = statement.table
    if step.is_new_table(table):
        return
    lock = database(step.target.vendor).lock(statement, step.target)
    if lock is None or not (lock.scans or lock.rewrites) or not (lock.blocks_reads or lock.blocks_writes):
        return
    blocked = "reads and writes" if lock.blocks_reads else "writes"
    work = "rewrites" if lock.rewrites else "reads"
    yield Hit(
        f"Rolling back {work} all of {table} and blocks {blocked} meanwhile ({lock.mode}): {_what(statement)}.",
        subject=subject_of(statement),
    )


def _what(statement: TableStatement) -> str:
    match statement:
        case CreateIndex(index=index):
            return f"index {index.name or ', '.join(index.columns) or 'on an expression'}"
        case AddConstraint(constraint=constraint) | DropConstraint(constraint=constraint):
            return f"constraint {constraint.name or ', '.join(constraint.columns)}"
        case AddColumn(column=column) | DropColumn(column=column) | AlterColumn(after=column):
            return f"column {column.name}"
        case ValidateConstraint(name=name):
            return f"constraint {name}"
        case AlterTable(what=what):
            return what.replace("_", " ")
    return "the table"
