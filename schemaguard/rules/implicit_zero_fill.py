"""A NOT NULL column without a default is filled with zeros or empty strings.

When: on MySQL or MariaDB, a NOT NULL column without any default is added to an existing table.

Effect: the server does not refuse, not even in strict mode. Old rows get 0, an empty string or (on MariaDB) a zero
date, which nobody chose. PostgreSQL and SQLite stop with an error instead.

Way out: state the default (``db_default``), or add the column as NULL, fill it, and make it NOT NULL afterwards.

Source: MySQL manual, 13.6 "Data Type Default Values"; measured on MariaDB 10.11.

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

from schemaguard.rules._made_up_values import has_no_value, mysql_refuses
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, Column
from schemaguard.steps.step import Step


@rule("SG409", on=AddColumn, severity=Severity.WARNING, axis=Axis.FAILS_ON_ROWS, vendors=("mysql",))
def check(step: Step, statement: AddColumn) -> Iterator[Hit]:
    column = statement.column
    if step.is_new_table(statement.table) or column.primary_key or not has_no_value(column):
        return
    if not mysql_refuses(column, step.target):
        name = f"{statement.table}.{column.name}"
        yield Hit(f"Old rows get {_made_up(column)} in {name}.", subject=name)


def _made_up(column: Column) -> str:
    kind = column.type or ""
    if kind.startswith(("date", "timestamp")):
        return "a zero date"
    return "an empty string" if "char" in kind or "text" in kind else "zero or an empty value"
