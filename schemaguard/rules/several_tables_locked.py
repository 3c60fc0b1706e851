"""One transaction takes strong locks on many existing tables.

When: an atomic migration alters three or more existing tables.

Effect: the locks add up until the end. The application takes them in another order, so a deadlock is
likely: either the migration or a user's request is killed.

Way out: one migration for each table, so that each lock is held for a moment only.

Source: PostgreSQL manual, 13.3.4 "Deadlocks".

Bad::

    operations = [
        migrations.AddField("order", "a", models.BooleanField(null=True)),  # finding: class
        migrations.AddField("product", "a", models.BooleanField(null=True)),
        migrations.AddField("customer", "a", models.BooleanField(null=True)),
    ]

Good::

    operations = [
        migrations.AddField("order", "a", models.BooleanField(null=True)),
        migrations.AddField("order", "b", models.BooleanField(null=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules._tables import table_of
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.step import MigrationSteps

_MANY = 3


@rule("SG127", on=MigrationSteps, severity=Severity.NOTICE, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(migration: MigrationSteps) -> Iterator[Hit]:
    lock = database("postgresql").lock
    locked: dict[str, None] = {}
    for step, statement in migration.statements():
        table = table_of(statement)
        if not step.is_atomic() or table is None or step.is_new_table(table):
            continue
        taken = lock(statement, step.target)
        if taken is not None and taken.blocks_reads:
            locked[table] = None
    if len(locked) >= _MANY:
        message = f"{len(locked)} tables are locked at once: {', '.join(locked)}."
        yield Hit(message, subject=" ".join(sorted(locked)))
