"""A column becomes NOT NULL while old code may still write NULL.

When: NOT NULL is set on a column that an earlier release made, and the models of that release let it be NULL.

Effect: an old process that saves a row without a value fails: "null value in column … violates not-null
constraint". On MySQL without strict mode it stores an empty value or 0.

Way out: release the code that always sends a value first, then set NOT NULL in a later release. A ``default`` on the
field, or a ``db_default``, released beforehand is enough where nothing sets None on purpose.

Source: PostgreSQL manual, "Not-Null Constraints"; Django documentation, "Field.null".

Given::

    operations = [
        migrations.AddField("order", "channel", models.CharField(max_length=9, null=True, default="web")),
    ]

Bad::

    operations = [
        migrations.AlterField("order", "note", models.TextField(default="")),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "channel", models.CharField(max_length=9, default="web")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._columns import column_before
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn
from schemaguard.steps.step import Step

VENDORS = ("mysql", "postgresql", "sqlite")


@rule("SG310", on=AlterColumn, severity=Severity.WARNING, axis=Axis.BREAKS_RUNNING_CODE, vendors=VENDORS)
def check(step: Step, statement: AlterColumn) -> Iterator[Hit]:
    table, after = statement.table, statement.after
    # A new column is unknown to the old code: not-null-column-without-database-default judges that.
    if "null" not in statement.changed or after.null or step.is_new_column(table, after.name):
        return
    before = column_before(step, statement)
    # With a default of either kind the ORM never sends NULL by itself. Identity and generated columns are never sent.
    if before is not None and (not before.null or before.fill or before.default or before.generated or before.identity):
        return
    yield Hit(
        f"{table}.{after.name} becomes NOT NULL: old code that saves a row without a value fails.",
        subject=f"{table}.{after.name}",
    )
