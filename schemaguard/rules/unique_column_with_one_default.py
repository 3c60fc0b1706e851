"""A new unique column gives every existing row the same value.

When: a unique column is added to an existing table with a default: a constant, or a callable, which Django calls once.

Effect: the second row already breaks the constraint: "could not create unique index … is duplicated". It works on
an empty or one-row table only, so it passes tests and fails in production.

Way out: three migrations: add the column with ``null=True`` and without the constraint, give each row its own value
with RunPython, then make the column unique. Django's documentation calls it "Migrations that add unique fields". A
``db_default`` that is computed for each row, such as ``functions.RandomUUID()``, does it in one.

Source: Django documentation, "Writing database migrations", "Migrations that add unique fields".

Bad::

    operations = [
        migrations.AddField("order", "code", models.CharField(max_length=9, unique=True, default="")),  # finding
    ]

Good::

    operations = [
        migrations.AddField("order", "code", models.CharField(max_length=9, unique=True, null=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn
from schemaguard.steps.step import Step


@rule("SG406", on=AddColumn, severity=Severity.ERROR, axis=Axis.FAILS_ON_ROWS)
def check(step: Step, statement: AddColumn) -> Iterator[Hit]:
    column = statement.column
    if not (column.unique or column.primary_key) or column.identity or column.generated:
        return
    if step.is_new_table(statement.table) or column.default == "volatile":
        return
    if column.default_text.lower() in ("none", "null") or not (column.default or column.fill):
        return
    name = f"{statement.table}.{column.name}"
    if column.default == "unknown":
        yield Hit(
            f"{name} is unique, and its default may be the same for every row: {column.default_text}.",
            subject=name,
            severity=Severity.WARNING,
        )
        return
    once = ", because Django calls the default once" if column.fill == "callable" and not column.default else ""
    yield Hit(f"{name} is unique, and every existing row gets the same value{once}.", subject=name)
