"""SQL locks a table by hand.

When: LOCK TABLE or LOCK TABLES names a table that this release did not make.

Effect: others wait until the transaction ends, however long the rest of the migration takes.

Way out: leave it out, or put it into a migration of its own with a short ``lock_timeout``, right before the
statement that needs it.

Source: PostgreSQL manual, LOCK; MySQL manual, 15.3.6 "LOCK TABLES".

Bad::

    operations = [
        migrations.RunSQL("LOCK TABLE shop_order IN EXCLUSIVE MODE", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '2s'", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import LockTable
from schemaguard.steps.step import Step


@rule("SG142", on=LockTable, severity=Severity.WARNING, axis=Axis.BLOCKS)
def check(step: Step, statement: LockTable) -> Iterator[Hit]:
    if not step.is_new_table(statement.table):
        mode = f" in {statement.mode.upper()} mode" if statement.mode else ""
        yield Hit(f"{statement.table} is locked{mode} until the transaction ends.", subject=statement.table)
