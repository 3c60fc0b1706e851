"""REPLACE deletes the rows it meets.

When: SQL inserts with REPLACE INTO or INSERT OR REPLACE into a table that this release did not make.

Effect: a row with the same key is deleted and written anew: columns the statement does not name fall
back to their defaults, and rows that refer to it with ON DELETE CASCADE go with it.

Way out: insert only what is missing, or update on conflict (``ON CONFLICT DO UPDATE``,
``ON DUPLICATE KEY UPDATE``).

Source: MySQL manual, 15.2.12 "REPLACE Statement"; SQLite, "The ON CONFLICT Clause".

Target: mysql 8.4

Bad::

    operations = [
        migrations.RunSQL("REPLACE INTO shop_tag (id, name) VALUES (1, 'new')", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("INSERT INTO shop_tag (name) VALUES ('new')", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import Insert
from schemaguard.steps.step import Step


@rule("SG217", on=Insert, severity=Severity.WARNING, axis=Axis.LOSES_DATA, vendors=("mysql", "sqlite"))
def check(step: Step, statement: Insert) -> Iterator[Hit]:
    if statement.replaces and not step.is_new_table(statement.table):
        yield Hit(f"REPLACE deletes rows of {statement.table} that have the same key.", subject=statement.table)
