"""A NOT NULL column without any default cannot be added to a table with rows.

When: a column that must not be NULL is added to an existing table, and neither Django nor the database has a
value for the rows that are there. ``db_default=None`` is no value either.

Effect: the migration fails on every table that has a row: "column … contains null values" on PostgreSQL,
"NOT NULL constraint failed" on SQLite. MySQL fails for dates in strict mode and for foreign keys, and otherwise
fills in an empty value or 0 on its own.

Way out: give the field a ``db_default``, which existing rows get and new ones too; or add it with ``null=True``, fill
it, and set NOT NULL in a later release.

Source: PostgreSQL manual, "Adding a Column"; SQLite, "ALTER TABLE ADD COLUMN"; MySQL manual, "Data Type Default
Values".

Target: postgresql 16

Bad::

    operations = [
        migrations.AddField("order", "channel", models.CharField(max_length=9)),  # finding
    ]

Good::

    operations = [
        migrations.AddField("order", "channel", models.CharField(max_length=9, db_default="web")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._made_up_values import has_no_value, mysql_refuses
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn
from schemaguard.steps.step import Step

VENDORS = ("mysql", "postgresql", "sqlite")


@rule("SG401", on=AddColumn, severity=Severity.ERROR, axis=Axis.FAILS_ON_ROWS, vendors=VENDORS)
def check(step: Step, statement: AddColumn) -> Iterator[Hit]:
    column = statement.column
    if step.is_new_table(statement.table) or not has_no_value(column):
        return
    if step.target.vendor == "mysql" and not mysql_refuses(column, step.target):
        return  # implicit-zero-fill
    name = f"{statement.table}.{column.name}"
    yield Hit(f"{name} is NOT NULL, and existing rows have no value for it.", subject=name, remedy=_remedy(step))


def _remedy(step: Step) -> str:
    if not step.field_name():
        return ""
    return (
        f"Write db_default=… into {step.field_name()} of {step.model_name()}, so that all rows get a value; "
        f"or add it with null=True, fill it, and set NOT NULL in a later release."
    )
