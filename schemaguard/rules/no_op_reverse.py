"""The reverse does nothing although the migration changed something.

When: RunPython or RunSQL changes rows or the schema, and its reverse is ``noop``, an empty function or an empty SQL.

Effect: a rollback reports success and leaves the change in place: rows stay changed, gone or extra. Applying the
migration again meets its own traces, and may fail on duplicates or change the rows twice.

Way out: write a reverse that undoes it. Where that is impossible, leave the reverse away, so that a rollback stops
here and someone decides. A no-op is right where the way back drops the column or table anyway.

Source: Django documentation, "RunPython", ``RunPython.noop``; "RunSQL", ``RunSQL.noop``.

Bad::

    def close_orders(apps, schema_editor):
        apps.get_model("shop", "Order").objects.filter(status="sent").update(status="closed")

    operations = [
        migrations.RunPython(close_orders, migrations.RunPython.noop),  # finding
    ]

Good::

    def fill_code(apps, schema_editor):
        apps.get_model("shop", "Order").objects.filter(code=None).update(code="")

    operations = [
        migrations.AddField("order", "code", models.CharField(max_length=9, null=True)),
        migrations.RunPython(fill_code, migrations.RunPython.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._code_effects import Undone, undone
from schemaguard.rules._columns import fates
from schemaguard.rules._effects import does_nothing
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.step import MigrationSteps, Step

_TOLD = {
    "creates": "adds rows, and its reverse leaves them",
    "deletes": "deletes rows, and its reverse brings none back",
    "updates": "changes rows, and its reverse leaves them changed",
    "changes": "changes the database, and its reverse leaves it changed",
}


@rule("SG507", on=MigrationSteps, severity=Severity.WARNING, axis=Axis.IRREVERSIBLE)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    new_columns = {name for name, fate in fates(migration).items() if fate.new}
    for step in migration.steps:
        if not (step.reversible and _has_empty_reverse(step)):
            continue
        found = undone(step, migration.created, new_columns)
        if found is not None:
            yield _hit(step, found)


def _has_empty_reverse(step: Step) -> bool:
    return type(step.operation).__name__ in ("RunSQL", "RunPython") and does_nothing(step.reverse_statements)


def _hit(step: Step, found: Undone) -> Hit:
    if found.kind is None:
        return Hit(
            f"{found.name} may change something that its reverse, which does nothing, leaves in place: cannot tell.",
            subject=found.subject,
            effect="If it does, a rollback reports success and leaves the change in place.",
            at=step,
            severity=Severity.NOTICE,
        )
    return Hit(f"{found.name} {_TOLD[found.kind]}.", subject=found.subject, at=step)
