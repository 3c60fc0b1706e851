"""A column's new type may refuse values that are there.

When: a column that has rows gets a type that does not hold every value of the old one: text becomes a number, a
number smaller, a text shorter.

Effect: the migration fails at the first value that does not fit: "value too long for type", "invalid input syntax",
"out of range", "Data truncated".

Way out: find the values that do not fit and mend them in an earlier migration. Where values have to be worked out,
add a new column, copy into it, read it in the next release, and drop the old one after that.

Source: PostgreSQL manual, ALTER TABLE, SET DATA TYPE, and "Type Conversion"; MySQL manual, "ALTER TABLE Statement".

Target: postgresql 16

Bad::

    operations = [
        migrations.AlterField("order", "number", models.IntegerField()),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "number", models.TextField()),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules._columns import column_before
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn
from schemaguard.steps.step import Step

VENDORS = ("mysql", "postgresql", "sqlite")
_TEXT = ("varchar", "character", "char", "text", "citext", "bpchar")


@rule("SG407", on=AlterColumn, severity=Severity.WARNING, axis=Axis.FAILS_ON_ROWS, vendors=VENDORS)
def check(step: Step, statement: AlterColumn) -> Iterator[Hit]:
    table, after = statement.table, statement.after
    if "type" not in statement.changed or step.is_new_column(table, after.name):
        return
    before = column_before(step, statement)
    was = before.type if before is not None else None
    if was == after.type and was is not None:
        return
    name, shown = f"{table}.{after.name}", f"from {was or 'an unknown type'} to {after.type or 'an unknown type'}"
    if _needs_using(step, statement, was):
        yield Hit(
            f"{name} cannot change {shown} without USING.",
            subject=name,
            effect="PostgreSQL converts text to other types only when told how: the migration fails on any table.",
            remedy=f'Write ALTER COLUMN "{after.name}" TYPE {after.type} USING "{after.name}"::{after.type}, and mend '
            f"the values that do not convert in an earlier migration.",
            severity=Severity.ERROR,
        )
        return
    change = database(step.target.vendor).type_change(was, after.type, step.target)
    if change.narrows is None:
        message = f"Cannot tell whether every value of {name} fits when it changes {shown}."
        yield Hit(message, subject=name, severity=Severity.NOTICE)
    # A cast that is written down cuts text: type-narrows tells.
    elif (
        change.narrows and change.fails and not (statement.using and (after.type or "").startswith(("varchar", "char")))
    ):
        message = f"{name} changes {shown}, which fails where a value does not fit: {change.narrows}."
        # Without a cast the server refuses the statement, whether there are rows or not.
        yield Hit(message, subject=name, severity=Severity.ERROR if change.narrows.startswith("all values") else None)


def _needs_using(step: Step, statement: AlterColumn, was: str | None) -> bool:
    """Casts from text are never implicit. Django adds USING itself; ``sql`` is empty for its operations."""
    if step.target.vendor != "postgresql" or not statement.sql or statement.using or was is None:
        return False
    return was.startswith(_TEXT) and not (statement.after.type or "text").startswith(_TEXT)
