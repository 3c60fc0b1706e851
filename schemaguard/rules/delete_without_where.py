"""A DELETE without a condition empties the table.

When: SQL deletes from a table that this release did not make, without WHERE or with one that is
always true.

Effect: all rows are gone, and no reverse brings them back.

Way out: name the rows to delete, save them first, and delete in batches.

Source: PostgreSQL manual, DELETE; MySQL manual, 15.2.2; SQLite, "DELETE".

Bad::

    operations = [
        migrations.RunSQL("DELETE FROM shop_order", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("DELETE FROM shop_order WHERE status = 'draft'", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import Delete
from schemaguard.steps.step import Step


@rule("SG209", on=Delete, severity=Severity.ERROR, axis=Axis.LOSES_DATA)
def check(step: Step, statement: Delete) -> Iterator[Hit]:
    if not (statement.where or statement.bounded or step.is_new_table(statement.table)):
        yield Hit(f"DELETE without a condition empties {statement.table}.", subject=statement.table)
