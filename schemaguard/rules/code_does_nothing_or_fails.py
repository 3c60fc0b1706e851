"""The Python of a migration cannot work.

When: a RunPython is given a generator or coroutine, which Django calls and never runs, or a function that always
raises.

Effect: a generator looks like success and changes nothing. One that always raises stops the deploy, or the
rollback on the worst night.

Way out: give RunPython a plain function. Where there is no way back, leave ``reverse_code`` out: then Django says
so before it begins.

Source: Django documentation, "RunPython"; ``IrreversibleError``.

Bad::

    async def forward(apps, schema_editor):
        await apps.get_model("shop", "Tag").objects.acreate(name="new")

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),  # finding
    ]

Good::

    def forward(apps, schema_editor):
        apps.get_model("shop", "Tag").objects.create(name="new")

    operations = [
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._code import facts, short_name
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode
from schemaguard.steps.step import Step


@rule("SG843", on=RunCode, severity=Severity.ERROR, axis=Axis.HYGIENE)
def check(step: Step, statement: RunCode) -> Iterator[Hit]:
    if facts(statement, "never-runs"):
        yield Hit(
            f"{short_name(statement)} is never run: it is a generator or a coroutine.", subject=short_name(statement)
        )
    for fact in facts(statement, "always-raises"):
        yield Hit(f"{short_name(statement)} always raises {fact.name}.", subject=short_name(statement))
