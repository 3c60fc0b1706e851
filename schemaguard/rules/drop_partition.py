"""Dropping or emptying a partition destroys its rows.

When: SQL drops or truncates a partition.

Effect: all rows of the partition are gone.

Way out: on PostgreSQL, detach the partition and keep it as a table until its rows are saved. On MySQL,
exchange it with an empty table first (``ALTER TABLE … EXCHANGE PARTITION``).

Source: MySQL manual, 26.3.1 "Management of RANGE and LIST Partitions".

Target: mysql 8.4

Bad::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order DROP PARTITION p2024", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order ANALYZE PARTITION p2024", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import DropPartition
from schemaguard.steps.step import Step


@rule("SG207", on=DropPartition, severity=Severity.ERROR, axis=Axis.LOSES_DATA)
def check(step: Step, statement: DropPartition) -> Iterator[Hit]:
    if step.is_new_table(statement.table):
        return
    name = f"{statement.table}.{statement.partition}"
    verb = "Emptying" if statement.truncate else "Dropping"
    yield Hit(f"{verb} the partition {name} destroys its rows.", subject=name)
