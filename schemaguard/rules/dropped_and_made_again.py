"""A table or column is dropped and made again.

When: one migration drops a table or a column and creates one of the same name.

Effect: the schema looks the same afterwards, and every value is gone.

Way out: alter it in place (AlterField), or make the new one under another name, copy the rows, and rename.

Source: Django documentation, "AlterField".

Bad::

    operations = [
        migrations.RemoveField("order", "note"),
        migrations.AddField("order", "note", models.CharField(max_length=50, null=True)),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=50)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, CreateTable, DropColumn, DropTable
from schemaguard.steps.step import MigrationSteps


@rule("SG214", on=MigrationSteps, having=(DropTable, DropColumn), severity=Severity.ERROR, axis=Axis.LOSES_DATA)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    gone: set[tuple[str, str]] = set()
    for step, statement in migration.statements():
        if isinstance(statement, DropTable) and not step.is_new_table(statement.table):
            gone.add((statement.table, ""))
        elif isinstance(statement, DropColumn):
            if not step.is_new_column(statement.table, statement.column.name) and not statement.column.generated:
                gone.add((statement.table, statement.column.name))
        elif isinstance(statement, CreateTable) and (statement.table, "") in gone:
            yield Hit(f"{statement.table} is dropped and made again, empty.", subject=statement.table, at=step)
        elif isinstance(statement, AddColumn) and (statement.table, statement.column.name) in gone:
            name = f"{statement.table}.{statement.column.name}"
            yield Hit(f"{name} is dropped and made again, empty.", subject=name, at=step)
