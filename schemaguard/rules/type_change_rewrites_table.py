"""A type change makes the server write or read the whole table.

When: an existing column gets a type that is not stored the same way, or stands in a check constraint, which is
checked again for every row.

Effect: the table and its indexes are written anew, or every row is read, under an ACCESS EXCLUSIVE
lock: no reads and no writes until it is done.

Way out: add a column of the new type, keep both in step (in ``save()`` or by a trigger), copy old rows in
batches, switch the code over, and drop the old column in a later release.

Source: PostgreSQL manual, ALTER TABLE, SET DATA TYPE and "Notes".

Bad::

    operations = [
        migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("product", "name", models.CharField(max_length=200)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import CheckConstraint

from schemaguard.databases.registry import database
from schemaguard.rules._columns import column_before
from schemaguard.rules._expressions import columns_used
from schemaguard.rules._tables import models_on
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn
from schemaguard.steps.step import Step

_REMEDY = (
    "Remove {checks} in a migration before, change the type, and add the check again with AddConstraintNotValid; "
    "ValidateConstraint in a later migration reads the rows and blocks nobody. A small table needs none of that."
)


@rule("SG116", on=AlterColumn, severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AlterColumn) -> Iterator[Hit]:
    before, after = column_before(step, statement), statement.after
    if "type" not in statement.changed or step.is_new_column(statement.table, after.name):
        return
    old = before.type if before is not None else None
    change = database("postgresql").type_change(old, after.type, step.target)
    name = f"{statement.table}.{after.name}"
    what = f"{name} from {old or 'its type'} to {after.type or 'another type'}"
    if change.cost == "rewrite":
        yield Hit(f"Changing {what} writes the whole table anew.", subject=name)
    elif change.cost == "scan":
        yield Hit(f"Changing {what} reads every row.", subject=name)
    elif change.rebuilds_indexes:
        yield Hit(f"Changing {what} builds its indexes anew.", subject=name, severity=Severity.WARNING)
    elif checks := _checks(step, statement.table, after.name):
        message = f"Changing {what} checks {', '.join(checks)} again and reads every row."
        yield Hit(message, subject=name, severity=Severity.WARNING, remedy=_REMEDY.format(checks=", ".join(checks)))
    elif change.cost == "unknown" or (statement.using and statement.sql):
        yield Hit(f"Cannot tell what changing {what} costs.", subject=name, severity=Severity.WARNING)


def _checks(step: Step, table: str, column: str) -> list[str]:
    """Measured on PostgreSQL 15: "verifying table", also where the new type is stored the same way."""
    return [
        item.name
        for model in models_on(step, step.before, table)
        for item in model.options.get("constraints") or ()
        if isinstance(item, CheckConstraint) and column in columns_used(model, item.condition)
    ]
