"""Schema changes wait for locks without a limit.

When: an atomic migration changes existing tables and sets no ``lock_timeout``. Off by default, because
``schemaguard apply`` sets one for every statement.

Effect: behind one long query the migration waits for its lock, and every other query queues behind the
migration. The site stands still.

Way out: set it at the beginning of the migration, and try again when it fails::

    migrations.RunSQL("SET LOCAL lock_timeout = '3s'", migrations.RunSQL.noop)

Source: PostgreSQL manual, 20.11.1 "Statement Behavior", lock_timeout.

Bad::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(null=True)),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '3s'", migrations.RunSQL.noop),
        migrations.AddField("order", "gift", models.BooleanField(null=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._timeouts import locks_without
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.step import MigrationSteps


@rule("SG124", on=MigrationSteps, severity=Severity.NOTICE, axis=Axis.BLOCKS, vendors=("postgresql",), optional=True)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    for step, table, lock in locks_without(migration, "lock_timeout"):
        yield Hit(f"{table} is locked ({lock.mode}) without a lock_timeout.", subject="lock_timeout", at=step)
        return
