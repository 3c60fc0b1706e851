"""RunPython has no reverse, so nothing before it can be rolled back.

When: RunPython is given no ``reverse_code``, or one that always raises.

Effect: ``migrate`` backwards stops here with IrreversibleError, and every migration up to this one has to stay. Inside
SeparateDatabaseAndState it stops half-way, after other operations were undone. So does a reverse that raises.

Way out: write a function that undoes it. Where nothing needs to be undone, as for a column that the way back drops
anyway, say so with ``migrations.RunPython.noop``::

    migrations.RunPython(fill_slug, migrations.RunPython.noop),

Where it truly cannot be undone, keep it and say why: ``# schemaguard: ignore run-python-without-reverse -- …``.

Source: Django documentation, "RunPython", ``reverse_code`` and ``RunPython.noop``.

Bad::

    def close_orders(apps, schema_editor):
        apps.get_model("shop", "Order").objects.filter(status="sent").update(status="closed")

    operations = [
        migrations.RunPython(close_orders),  # finding
    ]

Good::

    def close_orders(apps, schema_editor):
        apps.get_model("shop", "Order").objects.filter(status="sent").update(status="closed")

    def open_orders(apps, schema_editor):
        apps.get_model("shop", "Order").objects.filter(status="closed").update(status="sent")

    operations = [
        migrations.RunPython(close_orders, open_orders),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import RunPython

from schemaguard.rules._code import facts, short_name
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode
from schemaguard.steps.step import Step


@rule("SG506", on=Step, severity=Severity.WARNING, axis=Axis.IRREVERSIBLE)
def check(step: Step) -> Iterator[Hit]:
    operation = step.operation
    if not isinstance(operation, RunPython) or step.side == "state":
        return
    if not operation.reversible:
        name = next(short_name(statement) for statement in step.statements if isinstance(statement, RunCode))
        yield Hit(f"{name} cannot be rolled back, because it has no reverse.", subject=name)
    for code in step.reverse_statements:
        if isinstance(code, RunCode) and (raised := facts(code, "always-raises")):
            name = short_name(code)
            yield Hit(f"A rollback stops in {name}, which always raises {raised[0].name}.", subject=name)
