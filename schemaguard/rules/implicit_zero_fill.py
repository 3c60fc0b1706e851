"""A NOT NULL column without a default is filled with zeros or empty strings.

When: on MySQL or MariaDB, SQL adds a NOT NULL column without DEFAULT to an existing table.

Effect: the server does not refuse. Old rows get 0, an empty string or a zero date, which nobody chose.

Way out: state the default, or add the column as NULL, fill it, and make it NOT NULL afterwards.

Source: MySQL manual, 13.6 "Data Type Default Values".

Target: mysql 8.4

Bad::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order ADD COLUMN weight int NOT NULL", migrations.RunSQL.noop),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order ADD COLUMN weight int NOT NULL DEFAULT 1", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn
from schemaguard.steps.step import Step


@rule("SG409", on=AddColumn, severity=Severity.WARNING, axis=Axis.FAILS_ON_ROWS, vendors=("mysql",))
def check(step: Step, statement: AddColumn) -> Iterator[Hit]:
    column = statement.column
    if not statement.sql or step.is_new_table(statement.table) or column.null or column.default or column.fill:
        return
    if not (column.generated or column.identity or column.primary_key):
        name = f"{statement.table}.{column.name}"
        yield Hit(f"Old rows get zero or an empty string in {name}.", subject=name)
