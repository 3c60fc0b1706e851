"""A column gets a type that cannot hold every old value.

When: a column that an earlier release made becomes shorter, smaller, less precise, or unsigned.

Effect: where the server checks, the migration fails on the first value that does not fit. Where it
does not, values are cut or rounded, and nothing says so.

Way out: add a column of the new type, copy the values and look at those that do not fit, then switch
the code over and drop the old column in a later release. To only forbid new long values, keep the
column and validate in the model.

Source: PostgreSQL manual, 8.1 and 8.3; MySQL manual, 13.1.7 "Out-of-Range and Overflow Handling".

Bad::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=10)),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=40)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules._columns import column_before
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn, Column
from schemaguard.steps.step import Step

TEXTS = ("varchar", "character", "char", "text", "citext", "longtext")


@rule("SG210", on=AlterColumn, severity=Severity.ERROR, axis=Axis.LOSES_DATA)
def check(step: Step, statement: AlterColumn) -> Iterator[Hit]:
    before, after = column_before(step, statement), statement.after
    if "type" not in statement.changed or before is None or step.is_new_column(statement.table, after.name):
        return
    change = database(step.target.vendor).type_change(before.type, after.type, step.target)
    if not change.narrows:
        return
    name = f"{statement.table}.{after.name}"
    # An explicit cast to a character type cuts; an assignment refuses: PostgreSQL manual, 8.3.
    fails = change.fails and not (statement.using and (after.type or "").startswith(("varchar", "char")))
    if fails and before.type is not None and before.type.startswith(TEXTS) and not _is_text(after):
        return  # Texts of another form are refused, and nothing is lost: cast-fails tells.
    outcome = "The migration fails on them." if fails else "They are changed, and nothing says so."
    yield Hit(
        f"{name} goes from {before.type} to {after.type}, which cannot hold {change.narrows}. {outcome}",
        subject=name,
        severity=Severity.WARNING if fails else Severity.ERROR,
    )


def _is_text(column: Column) -> bool:
    return column.type is None or column.type.startswith(TEXTS)
