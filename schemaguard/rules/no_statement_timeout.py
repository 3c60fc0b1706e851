"""Schema changes may run without a limit.

When: a migration changes existing tables and sets no ``statement_timeout`` before. Off by default, because such a
limit often belongs to the role or to ``OPTIONS`` in the settings, which no migration shows.

Effect: a statement that reads or writes more rows than expected keeps its lock until it is done, or until somebody
notices and stops it. ``lock_timeout`` limits only how long it waits for the lock, not how long it holds it.

Way out: set a limit at the beginning of the migration, longer than the work takes on a copy of the data::

    migrations.RunSQL("SET LOCAL statement_timeout = '1min'", migrations.RunSQL.noop)

Source: PostgreSQL manual, 20.11.1 "Statement Behavior", statement_timeout.

Bad::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(null=True)),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("SET LOCAL statement_timeout = '1min'", migrations.RunSQL.noop),
        migrations.AddField("order", "gift", models.BooleanField(null=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._timeouts import locks_without
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.step import MigrationSteps


@rule("SG125", on=MigrationSteps, severity=Severity.NOTICE, axis=Axis.BLOCKS, vendors=("postgresql",), optional=True)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    for step, table, lock in locks_without(migration, "statement_timeout"):
        yield Hit(f"{table} is locked ({lock.mode}) without a statement_timeout.", subject="statement_timeout", at=step)
        return
