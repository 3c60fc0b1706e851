"""Django builds the SQLite table anew.

When: an existing table changes in a way that SQLite's ALTER TABLE cannot make: a column's type, null or
default, a constraint, a NOT NULL column. Django also does it for an AlterField that SQLite would not notice, such as
another default in Python, and when it adds a ManyToManyField with a ``through`` model, which has no column at all.

Effect: Django makes a new table, copies every row, drops the old one and renames. The whole database file
is locked for writing until the transaction ends, and free space of the table's size is needed. Triggers
and views on the table that Django did not make are lost.

Way out: on large files, do it when nobody writes; write down triggers of your own, and create them again in
the same migration.

Source: SQLite, "ALTER TABLE", 7 "Making Other Kinds Of Table Schema Changes"; Django documentation, "SQLite".

Target: sqlite 3.40

Bad::

    operations = [
        migrations.AlterField("order", "note", models.TextField(default="")),  # finding
    ]

Good::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(null=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.migrations import AddField, AlterField

from schemaguard.databases.registry import database
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import TableStatement
from schemaguard.steps.models import has_column, is_auto_m2m
from schemaguard.steps.related import is_altered
from schemaguard.steps.step import Step


@rule("SG140", on=Step, severity=Severity.NOTICE, axis=Axis.BLOCKS, vendors=("sqlite",))
def check(step: Step) -> Iterator[Hit]:
    lock = database("sqlite").lock
    copied: dict[str, None] = {}
    for statement in step.statements:
        if not isinstance(statement, TableStatement) or step.is_new_table(statement.table):
            continue
        taken = lock(statement, step.target)
        if taken is not None and taken.rewrites:
            copied[statement.table] = None
    if (table := _altered_for_nothing(step) or _added_for_nothing(step)) and not step.is_new_table(table):
        copied[table] = None
    for table in copied:
        message = f"{table} is copied row by row, and the whole database is locked for writing."
        yield Hit(message, subject=f"{table}.{step.field_name()}".rstrip("."))


def _altered_for_nothing(step: Step) -> str:
    """The table of a field that is altered in a way that Django takes for a change of the column; else ""."""
    operation = step.operation
    if not isinstance(operation, AlterField) or step.side == "state":
        return ""
    model = step.before.get((step.file.app, operation.model_name_lower))
    was = model.fields.get(operation.name) if model is not None and model.has_table() else None
    if model is None or was is None or not has_column(was) or not has_column(operation.field):
        return ""
    return model.table(None) if is_altered(was, operation.field) else ""


def _added_for_nothing(step: Step) -> str:
    """The table of a new field without a column that Django's ``add_field`` takes for one that is NOT NULL; else ""."""
    operation = step.operation
    if not isinstance(operation, AddField) or step.side == "state":
        return ""
    added: Any = operation.field
    if has_column(added) or is_auto_m2m(added) or added.null or type(added).__name__ == "CompositePrimaryKey":
        return ""
    model = step.before.get((step.file.app, operation.model_name_lower))
    return model.table(None) if model is not None and model.has_table() else ""
