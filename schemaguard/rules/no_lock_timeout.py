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

from schemaguard.databases.registry import database
from schemaguard.rules._tables import table_of
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import SetParameter
from schemaguard.steps.step import MigrationSteps


@rule("SG124", on=MigrationSteps, severity=Severity.NOTICE, axis=Axis.BLOCKS, vendors=("postgresql",), optional=True)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    lock = database("postgresql").lock
    for step, statement in migration.statements():
        if isinstance(statement, SetParameter) and statement.name == "lock_timeout":
            # 0 means that there is no limit.
            if statement.value.strip("'") not in ("0", "DEFAULT", "default"):
                return
            continue
        table = table_of(statement)
        if table is None or step.is_new_table(table):
            continue
        taken = lock(statement, step.target)
        if taken is not None and (taken.blocks_reads or taken.blocks_writes):
            yield Hit(f"{table} is locked ({taken.mode}) without a lock_timeout.", subject="lock_timeout", at=step)
            return
