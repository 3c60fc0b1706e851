"""A column may become NULL, and the old code has never seen that.

When: NOT NULL is taken off a column that an earlier release made.

Effect: as soon as the new code or a script writes a NULL, the old code reads None where it expects a value.
Reports, other programs and SQL that compare the column do not count on NULL either.

Way out: nothing is needed where all readers cope with None. Otherwise release the code that copes first, and
the migration after it.

Source: Django documentation, "Field.null"; PostgreSQL manual, "Comparison Functions and Operators".

Bad::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=20, null=True)),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=20, blank=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._columns import column_before
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn
from schemaguard.steps.step import Step

VENDORS = ("mysql", "postgresql", "sqlite")


@rule("SG307", on=AlterColumn, severity=Severity.NOTICE, axis=Axis.BREAKS_RUNNING_CODE, vendors=VENDORS)
def check(step: Step, statement: AlterColumn) -> Iterator[Hit]:
    table, after = statement.table, statement.after
    if "null" not in statement.changed or not after.null or step.is_new_column(table, after.name):
        return
    before = column_before(step, statement)
    if before is not None and before.null:
        return
    yield Hit(
        f"{table}.{after.name} may become NULL, which the old code does not know.", subject=f"{table}.{after.name}"
    )
