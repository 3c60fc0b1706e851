"""A zero date is a default.

When: SQL gives a date or time column the default '0000-00-00'.

Effect: in strict mode with NO_ZERO_DATE the statement fails, and so does every later ALTER of the table. Where it
works, Python cannot read the value.

Way out: let the column be NULL, or give it a real date.

Source: MySQL manual, 7.1.11 "Server SQL Modes", NO_ZERO_DATE; 13.2 "Date and Time Data Types".

Target: mysql 8.4

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "ALTER TABLE shop_order ADD COLUMN paid date NOT NULL DEFAULT '0000-00-00'", migrations.RunSQL.noop
        ),
    ]

Good::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order ADD COLUMN paid date NULL", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, AlterColumn, Column, CreateTable
from schemaguard.steps.step import Step


@rule(
    "SG408",
    on=(AddColumn, AlterColumn, CreateTable),
    severity=Severity.ERROR,
    axis=Axis.FAILS_ON_ROWS,
    vendors=("mysql",),
)
def check(step: Step, statement: AddColumn | AlterColumn | CreateTable) -> Iterator[Hit]:
    for column in _columns(statement):
        if column.default_text.strip("'\"").startswith("0000-00-00"):
            name = f"{statement.table}.{column.name}"
            yield Hit(f"The default of {name} is a zero date.", subject=name)


def _columns(statement: AddColumn | AlterColumn | CreateTable) -> tuple[Column, ...]:
    if isinstance(statement, CreateTable):
        return statement.columns
    return (statement.after,) if isinstance(statement, AlterColumn) else (statement.column,)
