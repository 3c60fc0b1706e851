"""A json column cannot be compared.

When: SQL makes a ``json`` column on PostgreSQL, or turns one into it.

Effect: json has no equality: SELECT DISTINCT, GROUP BY and UNION over the table fail, and so does Django's
``distinct()``. It is parsed again at every read.

Way out: ``jsonb``, which is also what Django's JSONField makes.

Source: PostgreSQL manual, 8.14 "JSON Types".

Bad::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order ADD COLUMN extra json", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order ADD COLUMN extra jsonb", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, AlterColumn, Column, CreateTable
from schemaguard.steps.step import Step


@rule(
    "SG832",
    on=(AddColumn, AlterColumn, CreateTable),
    severity=Severity.WARNING,
    axis=Axis.BREAKS_RUNNING_CODE,
    vendors=("postgresql",),
)
def check(step: Step, statement: AddColumn | AlterColumn | CreateTable) -> Iterator[Hit]:
    for column in _typed(statement):
        if column.type == "json":
            name = f"{statement.table}.{column.name}"
            yield Hit(f"{name} is json, which cannot be compared.", subject=name)


def _typed(statement: AddColumn | AlterColumn | CreateTable) -> tuple[Column, ...]:
    """The columns that get their type here."""
    if isinstance(statement, CreateTable):
        return statement.columns
    if isinstance(statement, AddColumn):
        return (statement.column,)
    return (statement.after,) if "type" in statement.changed else ()
