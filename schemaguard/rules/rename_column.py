"""Renaming a column breaks code that uses the old name.

When: a column that an earlier release made gets another name.

Effect: while a deploy runs, old and new code use the database side by side. Every query of the old
code that names the column fails from this moment on, and every query of the new code failed until then.

Way out: rename the field only, and let the column keep its name::

    migrations.AlterField("order", "note", models.TextField(null=True, db_column="note")),
    migrations.RenameField("order", "note", "remark"),

makemigrations writes both when the field is renamed in the model and gets ``db_column="note"``.
Where the column itself must change, add the new one, write both, copy, read the new one, drop the old one:
each in a release of its own.

Source: PostgreSQL manual, ALTER TABLE, RENAME; Django documentation, "Field.db_column".

Bad::

    operations = [
        migrations.RenameField("order", "note", "remark"),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "note", models.TextField(null=True, db_column="note")),
        migrations.RenameField("order", "note", "remark"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import RenameField

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RenameColumn, RenameTable
from schemaguard.steps.step import MigrationSteps, Step


@rule("SG301", on=MigrationSteps, having=(RenameColumn,), severity=Severity.ERROR, axis=Axis.BREAKS_RUNNING_CODE)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    # A name that this migration gave itself is in nobody's code.
    passing: set[tuple[str, str]] = set()
    for step, statement in migration.statements():
        if not isinstance(statement, RenameColumn) or step.is_new_column(statement.table, statement.column):
            continue
        table, column = statement.table, statement.column
        # Where the table between two models gets another name as well, that is the finding.
        moved = any(isinstance(item, RenameTable) and item.to == table for item in step.statements)
        if (table, column) not in passing and not moved:
            yield Hit(
                f"Renaming {table}.{column} to {statement.to} breaks code that uses the old name.",
                subject=f"{table}.{column}",
                remedy=_remedy(step, column),
                at=step,
            )
        passing.add((table, statement.to))


def _remedy(step: Step, column: str) -> str:
    operation = step.operation
    if not isinstance(operation, RenameField):
        return ""
    return (
        f'Rename the field only: write db_column="{column}" into {operation.new_name} of {operation.model_name}, so '
        f"that the column keeps its name. makemigrations then writes an AlterField and a RenameField, and neither "
        f"touches the database."
    )
