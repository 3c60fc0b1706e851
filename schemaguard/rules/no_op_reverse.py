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

from django.db.migrations import AddField, RunPython, RunSQL

from schemaguard.databases.registry import database
from schemaguard.rules._code_effects import UPDATES, Undone, undone
from schemaguard.rules._columns import Name, fates
from schemaguard.rules._effects import does_nothing
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import RunCode
from schemaguard.steps.models import column_name, has_column
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
        if found is None:
            continue
        before = set(_added_before(migration, step)) if _names_columns(step) else set()
        if found.kind == "updates" and undone(step, migration.created, new_columns | before) is None:
            yield _filled(migration, step, found)
        else:
            yield _hit(step, found)


def _names_columns(step: Step) -> bool:
    """Whether everything that the code changes is known by its column."""
    facts = [fact for item in step.statements if isinstance(item, RunCode) for fact in item.facts]
    return all(fact.fields is not None for fact in facts if fact.kind in UPDATES)


def _added_before(migration: MigrationSteps, step: Step) -> Iterator[Name]:
    """Columns that the app's migration before this one has added."""
    if migration.previous is None:
        return
    limit = database(migration.target.vendor).max_name_length
    for operation in migration.previous.migration.operations:
        if isinstance(operation, AddField) and has_column(operation.field):
            model = step.before.get((migration.file.app, operation.model_name_lower))
            if model is not None:
                yield model.table(limit), column_name(operation.name, operation.field)


def _filled(migration: MigrationSteps, step: Step, found: Undone) -> Hit:
    added = migration.previous.name if migration.previous is not None else ""
    return Hit(
        f"{found.name} fills a column that {added} has added, and its reverse leaves the values in it.",
        subject=found.subject,
        effect="They stay when this migration alone is rolled back, and go with the column.",
        at=step,
        severity=Severity.NOTICE,
    )


def _has_empty_reverse(step: Step) -> bool:
    """Also of an operation that somebody has derived, unless it goes back in a way of its own."""
    back = type(step.operation).database_backwards
    plain = back in (RunPython.database_backwards, RunSQL.database_backwards)
    return plain and does_nothing(step.reverse_statements)


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
