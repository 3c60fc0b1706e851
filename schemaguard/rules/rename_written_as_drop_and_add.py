"""A rename looks as if it was written as drop and add.

When: one migration drops a column and adds one of the same type to the same table.

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

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, DropColumn
from schemaguard.steps.step import MigrationSteps


@rule("SG213", on=MigrationSteps, severity=Severity.WARNING, axis=Axis.LOSES_DATA)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    steps = list(migration.statements())
    dropped = {
        (statement.table, statement.column.type): statement.column.name
        for step, statement in steps
        if isinstance(statement, DropColumn)
        and statement.column.type
        and not step.is_new_column(statement.table, statement.column.name)
    }
    for step, statement in steps:
        if isinstance(statement, AddColumn) and (statement.table, statement.column.type or "") in dropped:
            old, new = dropped[statement.table, statement.column.type or ""], statement.column
            if old != new.name and not new.references and not new.generated:
                message = f"{statement.table}.{old} goes and {new.name} of the same type comes: was it a rename?"
                yield Hit(message, subject=f"{statement.table}.{new.name}", at=step)
