"""A data migration uses today's models instead of the ones of its time.

When: the code of a RunPython imports a model class, or gets it from ``django.apps.apps``.

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

from schemaguard.rules._code import one_hit_each
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode
from schemaguard.steps.step import Step


@rule("SG802", on=RunCode, severity=Severity.ERROR, axis=Axis.HISTORY)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    yield from one_hit_each(statement, "imports-model", "{code} uses the model {name} of today's code.")
