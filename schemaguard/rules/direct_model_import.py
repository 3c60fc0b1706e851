"""A data migration uses today's models instead of the ones of its time.

When: the code of a RunPython, or its reverse, imports a model class, or gets it from ``django.apps.apps``.

Effect: the class knows columns that do not exist yet at this point of the history, or no longer has those it
needs. The migration works today, and fails on the next new database.

Way out: take the model from the first argument::

    def forward(apps, schema_editor):
        Order = apps.get_model("shop", "Order")

Source: Django documentation, "Historical models".

Bad::

    from django.contrib.contenttypes.models import ContentType

    def forward(apps, schema_editor):
        ContentType.objects.filter(app_label="shop").update(model="order")

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
from dataclasses import replace

from schemaguard.rules._code import one_hit_each
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode
from schemaguard.steps.step import Step


@rule("SG802", on=Step, severity=Severity.ERROR, axis=Axis.HISTORY)
def check(step: Step) -> Iterator[Hit]:
    seen: set[str] = set()
    # The code of a rollback is old as well by the time somebody needs it.
    for statements, severity in ((step.statements, None), (step.reverse_statements, Severity.WARNING)):
        for code in (item for item in statements if isinstance(item, RunCode)):
            for hit in one_hit_each(code, "imports-model", "{code} uses the model {name} of today's code."):
                if hit.subject not in seen:
                    seen.add(hit.subject)
                    yield replace(hit, severity=severity)
