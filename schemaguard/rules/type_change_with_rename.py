"""A column changes its type in the same migration that renames it or its table.

When: one migration renames a table or a column and gives the column another type.

Effect: code that is running breaks twice at once. A view or a second column under the old name, which could carry the
old code through the rename, no longer has the type that code expects; and a rollback has to undo both together.

Way out: one change for each release: first the type, while the name stays; then the name.

Source: PostgreSQL manual, ALTER TABLE; MySQL manual, "ALTER TABLE Statement", CHANGE COLUMN.

Bad::

    operations = [
        migrations.RenameModel("Order", "Purchase"),
        migrations.AlterField("purchase", "number", models.TextField()),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "number", models.TextField()),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._columns import column_before
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn, RenameColumn, RenameTable
from schemaguard.steps.step import MigrationSteps, Step

VENDORS = ("mysql", "postgresql", "sqlite")


@rule(
    "SG311",
    on=MigrationSteps,
    having=(AlterColumn,),
    severity=Severity.WARNING,
    axis=Axis.BREAKS_RUNNING_CODE,
    vendors=VENDORS,
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    tables: dict[str, str] = {}
    columns: dict[tuple[str, str], str] = {}
    changed: dict[tuple[str, str], Step] = {}
    for step, statement in migration.statements():
        match statement:
            case RenameTable(table=table, to=to) if not step.is_new_table(table):
                tables[to] = table
                changed = {(to if key[0] == table else key[0], key[1]): where for key, where in changed.items()}
            case RenameColumn(table=table, column=column, to=to) if not step.is_new_column(table, column):
                columns[table, to] = column
                if (table, column) in changed:
                    changed[table, to] = changed.pop((table, column))
            case AlterColumn(table=table, after=after) if _changes_type(step, statement):
                changed[table, after.name] = step
    for (table, column), step in changed.items():
        old = columns.get((table, column)) or tables.get(table)
        if old is not None:
            yield Hit(
                f"{table}.{column} changes its type in the migration that renames {old}.",
                subject=f"{table}.{column}",
                at=step,
            )


def _changes_type(step: Step, statement: AlterColumn) -> bool:
    if "type" not in statement.changed or step.is_new_column(statement.table, statement.after.name):
        return False
    before = column_before(step, statement)
    return before is None or before.type != statement.after.type
