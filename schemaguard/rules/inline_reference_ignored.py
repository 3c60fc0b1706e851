"""MySQL reads REFERENCES after a column, and does nothing.

When: SQL writes a foreign key as part of a column definition, for MySQL before 9.0.

Effect: no constraint is made, and nothing says so. Wrong rows are accepted from the first day.

Way out: write it as a table constraint: ``FOREIGN KEY (customer_id) REFERENCES shop_customer (id)``.

Source: MySQL manual, 15.1.20.5 "FOREIGN KEY Constraints" (9.0 and MariaDB 10.5 make the constraint).

Target: mysql 8.4

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "ALTER TABLE shop_order ADD COLUMN tag_id bigint NULL REFERENCES shop_tag (id)", migrations.RunSQL.noop
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_order ADD COLUMN tag_id bigint NULL, "
            "ADD CONSTRAINT t FOREIGN KEY (tag_id) REFERENCES shop_tag (id)",
            migrations.RunSQL.noop,
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, CreateTable
from schemaguard.steps.step import Step


@rule("SG139", on=(AddColumn, CreateTable), severity=Severity.WARNING, axis=Axis.HYGIENE, vendors=("mysql",))
def check(step: Step, statement: AddColumn | CreateTable) -> Iterator[Hit]:
    # Django writes its foreign keys as table constraints: only SQL can have it inline.
    if not statement.sql or step.target.is_mariadb() or step.target.at_least(9):
        return
    columns = statement.columns if isinstance(statement, CreateTable) else (statement.column,)
    for column in columns:
        if column.references is not None:
            name = f"{statement.table}.{column.name}"
            yield Hit(f"The reference of {name} to {column.references.table} is ignored.", subject=name)
