"""An UPDATE without a condition overwrites every row.

When: SQL updates a table that this release did not make, without WHERE or with one that is always true.

Effect: the old values of the column are gone. Every row is locked and written anew until the
transaction ends, so that the application's own writes wait.

Way out: name the rows, and update them in batches, so that each transaction is short::

    UPDATE shop_order SET status = 'new' WHERE status IS NULL AND id BETWEEN 1 AND 5000

Source: PostgreSQL manual, 13.3.2 "Row-Level Locks"; MySQL manual, 17.7.1 "InnoDB Locking".

Bad::

    operations = [
        migrations.RunSQL("UPDATE shop_order SET status = 'new'", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("UPDATE shop_order SET status = 'new' WHERE status = ''", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import Update
from schemaguard.steps.step import Step


@rule("SG208", on=Update, severity=Severity.ERROR, axis=Axis.LOSES_DATA)
def check(step: Step, statement: Update) -> Iterator[Hit]:
    table = statement.table
    if statement.where or statement.bounded or step.is_new_table(table):
        return
    if statement.columns and all(step.is_new_column(table, column) for column in statement.columns):
        yield Hit(
            f"UPDATE without a condition writes every row of {table} in one go.",
            subject=table,
            effect="No value is lost, because the column is new. But every row is locked until the transaction ends.",
            severity=Severity.WARNING,
        )
        return
    yield Hit(f"UPDATE without a condition overwrites every row of {table}.", subject=table)
