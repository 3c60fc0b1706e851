"""TRUNCATE destroys all rows of a table.

When: SQL truncates a table that this release did not make.

Effect: all rows are gone at once, triggers for deleted rows do not fire, and on PostgreSQL every
reader waits for an ACCESS EXCLUSIVE lock. With CASCADE the tables that refer to it are emptied too.

Way out: save the rows, then delete them in batches with a condition. Never use CASCADE: name the tables.

Source: PostgreSQL manual, TRUNCATE; MySQL manual, 15.1.37.

Bad::

    operations = [
        migrations.RunSQL("TRUNCATE TABLE shop_order", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("DELETE FROM shop_order WHERE status = 'draft'", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import Truncate
from schemaguard.steps.step import Step


@rule("SG204", on=Truncate, severity=Severity.ERROR, axis=Axis.LOSES_DATA)
def check(step: Step, statement: Truncate) -> Iterator[Hit]:
    if step.is_new_table(statement.table):
        return
    further = " and of every table that refers to it" if statement.cascade else ""
    yield Hit(f"TRUNCATE destroys all rows of {statement.table}{further}.", subject=statement.table)
