"""A data migration saves rows one by one.

When: the code of a RunPython calls ``save()`` in a loop over the rows of a table.

Effect: one query for each row, all in one transaction: hours on a big table, and every row that was written
stays locked until the end.

Way out: write in batches, each in a transaction of its own, or let the database do it in one filtered
``update()``::

    class Migration(migrations.Migration):
        atomic = False

    def forward(apps, schema_editor):
        Order = apps.get_model("shop", "Order")
        while batch := list(Order.objects.filter(status="")[:1000]):
            for order in batch:
                order.status = "new"
            Order.objects.bulk_update(batch, ["status"])

Source: Django documentation, "Database access optimization", "Use bulk methods".

Bad::

    def forward(apps, schema_editor):
        for order in apps.get_model("shop", "Order").objects.all():
            order.status = order.status.lower()
            order.save()

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),  # finding
    ]

Good::

    def forward(apps, schema_editor):
        apps.get_model("shop", "Order").objects.filter(status="NEW").update(status="new")

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


@rule("SG130", on=RunCode, severity=Severity.WARNING, axis=Axis.BLOCKS)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    yield from one_hit_each(statement, "saves-in-loop", "{code} saves the rows of {name} one by one.")
