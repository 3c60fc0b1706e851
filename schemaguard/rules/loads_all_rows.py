"""A data migration loads a whole table into memory.

When: the code of a RunPython loops over a queryset, or makes a list of it, without ``iterator()``, a slice or
batches.

Effect: every row becomes an object, all at the same time. On a big table the process runs out of memory, in
the middle of a transaction.

Way out: ``.iterator(chunk_size=1000)``, or batches by primary key.

Source: Django documentation, ``QuerySet.iterator()``.

Bad::

    def forward(apps, schema_editor):
        for order in apps.get_model("shop", "Order").objects.all():
            print(order.number)

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),  # finding
    ]

Good::

    def forward(apps, schema_editor):
        for order in apps.get_model("shop", "Order").objects.iterator():
            print(order.number)

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


@rule("SG804", on=RunCode, severity=Severity.NOTICE, axis=Axis.HYGIENE)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    yield from one_hit_each(statement, "loads-all", "{code} loads all rows of {name} at once.")
