"""A character set or collation changes.

When: SQL converts a table to another character set, or a column gets another character set or collation.

Effect: every value is converted, the table is copied, and characters the new set does not have become
question marks. Under another collation, values that were different may be equal: unique indexes fail.

Way out: look first for values that would change or collide. Convert one table at a time, and to a larger set
only (utf8mb3 to utf8mb4). Wrongly labelled bytes go through ``BINARY`` first.

Source: MySQL manual, 12.7 "Column Character Set Conversion"; PostgreSQL manual, 23.2 "Collation Support".

Target: mysql 8.4

Bad::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order CONVERT TO CHARACTER SET latin1", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order COMMENT 'orders'", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn, AlterTable
from schemaguard.steps.step import Step


@rule("SG211", on=(AlterColumn, AlterTable), severity=Severity.WARNING, axis=Axis.LOSES_DATA)
def check(step: Step, statement: AlterColumn | AlterTable) -> Iterator[Hit]:
    if step.is_new_table(statement.table):
        return
    if isinstance(statement, AlterTable):
        # Without CONVERT only the default of columns to come changes.
        if statement.what == "charset" and "convert" in statement.detail:
            detail = f" to {statement.detail}" if statement.detail else ""
            message = f"The character set of {statement.table} changes{detail}."
            yield Hit(message, subject=statement.table)
    elif changed := statement.changed & {"charset", "collation"}:
        if step.is_new_column(statement.table, statement.after.name):
            return
        name = f"{statement.table}.{statement.after.name}"
        what = " and ".join(sorted(changed)).replace("charset", "character set")
        # PostgreSQL and SQLite only compare by another collation; the stored text stays as it is.
        severity = None if step.target.vendor == "mysql" else Severity.NOTICE
        yield Hit(f"The {what} of {name} changes.", subject=name, severity=severity)
