"""A json column cannot be compared.

When: SQL makes a ``json`` column on PostgreSQL.

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
from schemaguard.statements import AddColumn, CreateTable
from schemaguard.steps.step import Step


@rule(
    "SG832",
    on=(AddColumn, CreateTable),
    severity=Severity.WARNING,
    axis=Axis.BREAKS_RUNNING_CODE,
    vendors=("postgresql",),
)
def check(step: Step, statement: AddColumn | CreateTable) -> Iterator[Hit]:
    columns = statement.columns if isinstance(statement, CreateTable) else (statement.column,)
    for column in columns:
        if column.type == "json":
            name = f"{statement.table}.{column.name}"
            yield Hit(f"{name} is json, which cannot be compared.", subject=name)
