"""An operation cannot be reversed, so nothing before it can be rolled back.

When: an operation of a package, or of your own, says ``reversible = False``.

Effect: ``migrate`` backwards stops here with IrreversibleError, and every migration up to this one has to stay.

Way out: look whether the package offers a reverse. In an operation of your own, write ``database_backwards`` and drop
``reversible = False``.

Source: Django documentation, "Writing your own" (migration operations).

Bad::

    class LoadPrices(migrations.operations.base.Operation):
        reversible = False

        def state_forwards(self, app_label, state):
            pass

    operations = [
        LoadPrices(),  # finding
    ]

Good::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(null=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import RunPython, RunSQL

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.step import Step


@rule("SG514", on=Step, severity=Severity.WARNING, axis=Axis.IRREVERSIBLE)
def check(step: Step) -> Iterator[Hit]:
    # RunSQL and RunPython have rules of their own, which say how to give them a reverse.
    if step.reversible or isinstance(step.operation, RunSQL | RunPython):
        return
    name = type(step.operation).__name__
    yield Hit(f"{name} cannot be rolled back.", subject=f"{name} {step.model_name()}".strip())
