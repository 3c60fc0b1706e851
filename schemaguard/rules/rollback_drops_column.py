"""Rolling back drops a column with everything written to it since.

When: a migration adds a column to a table that already exists.

Effect: the reverse of the migration drops the column. Values that users entered between deploy
and rollback are lost.

Way out: before a rollback, save the column, or roll back the code only and leave the column in place.

Source: Django documentation, "Reversing migrations".

Bad::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(null=True)),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=20, help_text="As printed.")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import DropColumn
from schemaguard.steps.step import Step


@rule("SG501", on=DropColumn, severity=Severity.NOTICE, axis=Axis.IRREVERSIBLE, direction="reverse")
def check(step: Step, statement: DropColumn) -> Iterator[Hit]:
    if step.is_new_table(statement.table) or statement.column.generated:
        return
    name = f"{statement.table}.{statement.column.name}"
    yield Hit(f"Rolling back drops {name} with what was written to it since.", subject=name)
