"""A column that the models forget is NOT NULL without a default, so inserts of the new code fail.

When: SeparateDatabaseAndState takes a field out of the models only, as the first of two steps to drop a
column, and the column stays behind NOT NULL without a database default.

Effect: the new code leaves the column out of its INSERTs, and every one of them fails: "null value in
column … violates not-null constraint". On MySQL it fails in strict mode.

Way out: let the column be NULL, or give it a database default, on the database's side of the same operation::

    migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.AlterField("order", "status", models.CharField(max_length=10, null=True)),
        ],
        state_operations=[migrations.RemoveField("order", "status")],
    )

Source: PostgreSQL manual, INSERT; MySQL manual, "Data Type Default Values"; Django documentation,
"SeparateDatabaseAndState".

Bad::

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("order", "status"),  # finding
            ],
        ),
    ]

Good::

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterField("order", "status", models.CharField(max_length=10, null=True)),
            ],
            state_operations=[
                migrations.RemoveField("order", "status"),
            ],
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.migrations import RemoveField
from django.db.models import NOT_PROVIDED
from django.db.models.fields import AutoFieldMixin

from schemaguard.databases.registry import database
from schemaguard.rules._columns import Fate, fates, find_field
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.models import Key, Models, column_name, has_column
from schemaguard.steps.step import MigrationSteps, Step

VENDORS = ("mysql", "postgresql", "sqlite")


@rule("SG305", on=MigrationSteps, severity=Severity.ERROR, axis=Axis.BREAKS_RUNNING_CODE, vendors=VENDORS)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    limit = database(migration.target.vendor).max_name_length
    left = fates(migration)
    for step in migration.steps:
        operation = step.operation
        if step.side != "state" or not step.databases or not isinstance(operation, RemoveField):
            continue
        key = (migration.file.app, operation.model_name_lower)
        model = step.before.get(key)
        model_field = model.fields.get(operation.name) if model else None
        if model is None or model_field is None or not model.has_table() or not _must_be_given(model_field):
            continue
        table, column = model.table(limit), column_name(operation.name, model_field)
        if _is_optional(left.get((table, column))) or _is_known(step, key, table, column):
            continue
        yield Hit(
            f"{table}.{column} stays in the database NOT NULL without a default: inserts of the new code fail.",
            subject=f"{table}.{column}",
            at=step,
            remedy=f"Make {operation.name} of {operation.model_name} null=True, or give it a db_default, in "
            f"database_operations beside this RemoveField, or in a migration before it.",
        )


def _must_be_given(model_field: Any) -> bool:
    if not has_column(model_field) or isinstance(model_field, AutoFieldMixin) or model_field.null:
        return False
    return model_field.db_default is NOT_PROVIDED and not getattr(model_field, "generated", False)


def _is_optional(fate: Fate | None) -> bool:
    return fate is not None and (fate.dropped or bool(fate.null) or bool(fate.has_default))


def _is_known(step: Step, key: Key, table: str, column: str) -> bool:
    """Whether a model still writes the column when the migration is done, or nothing writes to the table any more."""
    now = Models(step.before.state)
    return key not in now.state.models or find_field(step, table, column, now) is not None
