"""A timestamp column forgets its time zone.

When: SQL makes a ``timestamp`` column without time zone on PostgreSQL, or turns one into it.

Effect: the value means another moment for each client time zone, and Django's aware datetimes are cut to their
wall-clock time.

Way out: ``timestamptz``.

Source: PostgreSQL manual, 8.5.1.3 "Time Stamps".

Bad::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order ADD COLUMN paid timestamp", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order ADD COLUMN paid timestamptz", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, AlterColumn, Column, CreateTable
from schemaguard.steps.step import Step


@rule(
    "SG817",
    on=(AddColumn, AlterColumn, CreateTable),
    severity=Severity.NOTICE,
    axis=Axis.HYGIENE,
    vendors=("postgresql",),
)
def check(step: Step, statement: AddColumn | AlterColumn | CreateTable) -> Iterator[Hit]:
    for column in _typed(statement):
        kind = column.type or ""
        if statement.sql and kind.startswith("timestamp") and "with time zone" not in kind:
            name = f"{statement.table}.{column.name}"
            yield Hit(f"{name} is a timestamp without time zone.", subject=name)


def _typed(statement: AddColumn | AlterColumn | CreateTable) -> tuple[Column, ...]:
    """The columns that get their type here."""
    if isinstance(statement, CreateTable):
        return statement.columns
    if isinstance(statement, AddColumn):
        return (statement.column,)
    return (statement.after,) if "type" in statement.changed else ()
