"""Schema and rows change in the same transaction.

When: an atomic migration changes the schema of an existing table and also writes rows, by RunPython or SQL.

Effect: the schema change takes its lock, and keeps it while all rows are written. On PostgreSQL a row that was
changed can also stop a later ALTER TABLE: "cannot ALTER TABLE … because it has pending trigger events".

Way out: two migrations: the schema first, the rows in the next one with ``atomic = False`` and in batches.

Source: Django documentation, "Data Migrations"; PostgreSQL manual, 13.3.1 "Table-Level Locks".

Bad::

    def forward(apps, schema_editor):
        apps.get_model("shop", "Order").objects.filter(status="").update(status="new")

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(null=True)),
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

from schemaguard.databases.registry import database
from schemaguard.rules._code import facts, short_name
from schemaguard.rules._columns import table_of_code
from schemaguard.rules._tables import table_of
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import Delete, Insert, Merge, RunCode, Statement, Update
from schemaguard.steps.step import MigrationSteps, Step

_ROWS = (Delete, Insert, Merge, Update)
_WRITES = ("saves-in-loop", "updates-all", "updates-rows", "bulk-updates", "deletes-all", "deletes-rows")


@rule(
    "SG805",
    on=MigrationSteps,
    having=(RunCode, Update, Insert, Delete, Merge),
    severity=Severity.WARNING,
    axis=Axis.BLOCKS,
    vendors=("postgresql", "sqlite"),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    lock = database(migration.target.vendor).lock
    altered = ""
    for step, statement in migration.statements():
        if not step.is_atomic():
            continue
        if altered and _writes_old_rows(step, statement, migration.created):
            name = short_name(statement) if isinstance(statement, RunCode) else "The statement"
            message = f"{name} writes rows while the lock of the schema change on {altered} is held."
            yield Hit(message, subject=altered, at=step)
        table = table_of(statement)
        if table is not None and not step.is_new_table(table) and not isinstance(statement, _ROWS):
            taken = lock(statement, step.target)
            if taken is not None and (taken.blocks_reads or taken.rewrites):
                altered = table


def _writes_old_rows(step: Step, statement: Statement, created: frozenset[str]) -> bool:
    if isinstance(statement, RunCode):
        return any(table_of_code(step, fact.name) not in created for fact in facts(statement, *_WRITES))
    return isinstance(statement, _ROWS) and not step.is_new_table(statement.table)
