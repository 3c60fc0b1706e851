"""Rolling back gives a column back a type that cannot hold what was written since.

When: a column gets a wider type: a longer text, a larger number, more digits.

Effect: the reverse makes it narrow again. It fails at the first value that does not fit, and the rollback stops there;
some types round or cut values instead. Django converts with USING on PostgreSQL where the kind of type changes, and
a conversion that is asked for cuts text without an error.

Way out: before a rollback, count the values that do not fit and decide what becomes of them. Where the old code copes
with the wider type, roll back the code only.

Source: PostgreSQL manual, "Character Types" and ALTER TABLE, SET DATA TYPE; MySQL manual, "ALTER TABLE Statement".

Target: postgresql 16

Bad::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=40)),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=20, blank=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn
from schemaguard.steps.step import Step

VENDORS = ("mysql", "postgresql", "sqlite")


@rule("SG515", on=AlterColumn, severity=Severity.NOTICE, axis=Axis.IRREVERSIBLE, direction="reverse", vendors=VENDORS)
def check(step: Step, statement: AlterColumn) -> Iterator[Hit]:
    table, after = statement.table, statement.after
    if "type" not in statement.changed or step.is_new_column(table, after.name):
        return
    was = statement.before.type if statement.before is not None else None
    change = database(step.target.vendor).type_change(was, after.type, step.target)
    name = f"{table}.{after.name}"
    shown = f"{name} from {was or 'an unknown type'} back to {after.type or 'an unknown type'}"
    if change.narrows is None:
        yield Hit(f"Cannot tell whether every value still fits when a rollback changes {shown}.", subject=name)
    elif change.narrows and change.fails:
        yield Hit(
            f"Rolling back changes {shown} and fails where a value does not fit: {change.narrows}.",
            subject=name,
        )
    elif change.narrows:
        yield Hit(
            f"Rolling back changes {shown} and changes values without a word: {change.narrows}.",
            subject=name,
            severity=Severity.WARNING,
        )
