"""Attaching or detaching a partition locks the parent or reads the partition.

When: SQL detaches a partition without CONCURRENTLY, or attaches one.

Effect: DETACH takes an ACCESS EXCLUSIVE lock on the parent: all its partitions are out of reach. ATTACH
reads every row of the new partition to prove that it belongs there, unless a CHECK constraint proves it.

Way out: detach with CONCURRENTLY, in a migration with ``atomic = False``. Before attaching, add a CHECK
constraint that says the same as the partition bounds, validate it, attach, and drop it.

Source: PostgreSQL manual, ALTER TABLE, ATTACH PARTITION and DETACH PARTITION (CONCURRENTLY since 14).

Bad::

    operations = [
        migrations.RunSQL("ALTER TABLE event DETACH PARTITION event_2024", migrations.RunSQL.noop),  # finding
    ]

Good::

    atomic = False
    operations = [
        migrations.RunSQL("ALTER TABLE event DETACH PARTITION event_2024 CONCURRENTLY", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AttachPartition, DetachPartition
from schemaguard.steps.step import MigrationSteps


@rule(
    "SG120",
    on=MigrationSteps,
    having=(AttachPartition, DetachPartition),
    severity=Severity.ERROR,
    axis=Axis.BLOCKS,
    vendors=("postgresql",),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    for step, statement in migration.statements():
        if isinstance(statement, DetachPartition):
            if not statement.concurrently and not step.is_new_table(statement.table):
                message = f"Detaching {statement.partition} blocks all access to {statement.table}."
                yield Hit(message, subject=f"{statement.table}.{statement.partition}", at=step)
        elif isinstance(statement, AttachPartition) and statement.partition not in migration.created:
            subject, what = f"{statement.table}.{statement.partition}", statement.partition
            message = f"Attaching {what} reads all its rows, unless a CHECK constraint proves the bounds."
            yield Hit(message, subject=subject, severity=Severity.WARNING, at=step)
