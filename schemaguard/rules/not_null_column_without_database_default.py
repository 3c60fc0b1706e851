"""A new NOT NULL column without a database default makes the old code's inserts fail.

When: a column is added that must not be NULL, and its default lives in Django only. Django fills the existing
rows with it and then takes the default off the column again.

Effect: the old code does not know the column, so its INSERTs leave it out. Until the last old process has
stopped, every one of them fails: "null value in column … violates not-null constraint" on PostgreSQL,
"Field … doesn't have a default value" on MySQL in strict mode. Without strict mode MySQL stores an empty
value or 0 instead.

Way out: give the column a default that the database keeps, with ``db_default``::

    migrations.AddField("order", "gift", models.BooleanField(default=False, db_default=False)),

or let it be NULL, and set NOT NULL in a later release.

Source: Django documentation, "Field.db_default"; PostgreSQL manual, INSERT; MySQL manual, "Data Type Default Values".

Bad::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(default=False)),  # finding
    ]

Good::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(default=False, db_default=False)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile

from schemaguard.rules._columns import fates
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, Opaque
from schemaguard.steps.step import MigrationSteps, Step

VENDORS = ("mysql", "postgresql", "sqlite")


@rule(
    "SG304",
    on=MigrationSteps,
    having=(AddColumn,),
    severity=Severity.ERROR,
    axis=Axis.BREAKS_RUNNING_CODE,
    vendors=VENDORS,
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    for (table, name), fate in fates(migration).items():
        if not fate.new or fate.dropped or fate.automatic or fate.step.is_new_table(table):
            continue
        # It is what the migration leaves behind that counts: SQL may set a default afterwards.
        if fate.null is not False or fate.has_default is not False or _fails_itself(fate.step, table, name):
            continue
        custom = _operation_that_may_set_it(migration, fate.step)
        unless = f", unless {custom}, which only its author knows, sets one" if custom else ""
        yield Hit(
            f"{table}.{name} is new and NOT NULL without a database default{unless}: inserts of the old code fail.",
            subject=f"{table}.{name}",
            remedy=_remedy(fate.step),
            severity=Severity.WARNING if custom else None,
            at=fate.step,
        )


def _operation_that_may_set_it(migration: MigrationSteps, added: Step) -> str:
    """A later operation of another package on the same field, such as one that keeps the default in the database."""
    for step in dropwhile(lambda step: step is not added, migration.steps):
        opaque = any(isinstance(statement, Opaque) and not statement.sql for statement in step.statements)
        same = (step.model_name().lower(), step.field_name()) == (added.model_name().lower(), added.field_name())
        if opaque and same and added.field_name():
            return type(step.operation).__name__
    return ""


def _fails_itself(step: Step, table: str, name: str) -> bool:
    """Whether the migration cannot run on a table with rows: not-null-without-default says so."""
    if step.target.vendor == "mysql":
        return False
    added = [item for item in step.statements if isinstance(item, AddColumn) and item.table == table]
    return any(
        item.column.name == name and not (item.column.null or item.column.fill or item.column.default) for item in added
    )


def _remedy(step: Step) -> str:
    model, name = step.model_name(), step.field_name()
    if not (model and name):
        return ""
    return (
        f"Write db_default=… into {name} of {model}, so that the database keeps a default; "
        f"or let it be null=True now, and take that away in a later release."
    )
