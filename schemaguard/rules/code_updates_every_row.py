"""A data migration overwrites a column in every row.

When: the code of a RunPython calls ``update()`` on a queryset without a filter.

Effect: the old values are gone, and every row is locked until the transaction ends.

Way out: filter for the rows that need it, and update them in batches. If the column is new, that is a
backfill: do it in batches all the same.

Source: Django documentation, ``QuerySet.update()``; PostgreSQL manual, 13.3.2 "Row-Level Locks".

Bad::

    def forward(apps, schema_editor):
        apps.get_model("shop", "Order").objects.update(status="new")

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),  # finding
    ]

Good::

    def forward(apps, schema_editor):
        apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._code import one_hit_each
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode
from schemaguard.steps.step import Step


@rule("SG220", on=RunCode, severity=Severity.WARNING, axis=Axis.LOSES_DATA)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    yield from one_hit_each(statement, "updates-all", "{code} overwrites a column in every row of {name}.")
