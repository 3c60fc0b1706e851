"""Dropping a column destroys its values and breaks code that still reads it.

When: a column that an earlier release made is dropped.

Effect: the values are gone, and no reverse brings them back. Until the last old process has
stopped, every query of the old code that names the column fails.

Way out: release in two steps. First take the field out of the models only, and deploy::

    migrations.SeparateDatabaseAndState(
        state_operations=[migrations.RemoveField("order", "note")],
    )

Then drop the column in a later release, once its values are saved or known to be unwanted.

Source: PostgreSQL manual, ALTER TABLE, DROP COLUMN; MySQL manual, 15.1.9; SQLite, "ALTER TABLE DROP COLUMN".

Bad::

    operations = [
        migrations.RemoveField("order", "note"),  # finding
    ]

Good::

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("order", "note")],
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import DropColumn
from schemaguard.steps.step import Step


@rule("SG201", on=DropColumn, severity=Severity.ERROR, axis=Axis.LOSES_DATA)
def check(step: Step, statement: DropColumn) -> Iterator[Hit]:
    table, column = statement.table, statement.column
    if step.is_new_column(table, column.name) or column.generated:
        return
    if step.was_forgotten(table, column.name):
        yield Hit(
            f"Dropping {table}.{column.name} destroys its values. The models forgot it in an earlier release.",
            subject=f"{table}.{column.name}",
            effect="The values are gone, and no reverse brings them back. No released code reads the column any more.",
            remedy="Make sure that nobody needs the values, or save them first.",
            severity=Severity.WARNING,
        )
        return
    yield Hit(f"Dropping {table}.{column.name} destroys its values.", subject=f"{table}.{column.name}")
