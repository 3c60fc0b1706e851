"""Changing a column's type breaks statements that connections have prepared.

When: a column gets a type that needs no rewrite of the table, such as a longer varchar, so that it looks free.

Effect: a prepared statement that returns the column fails with "cached plan must not change result type" on each
connection that is still open, until it prepares the statement again; inside a transaction it ends the
transaction. Django prepares nothing unless OPTIONS sets ``prepare_threshold``. Other programs, asyncpg, JDBC and
Npgsql among them, prepare by default.

Way out: where something prepares statements, let it reconnect right after the migration.

Source: PostgreSQL manual, PREPARE; psycopg 3 documentation, "Prepared statements". Seen on PostgreSQL 18 with
varchar(10) to varchar(20), varchar to text, numeric(8, 2) to numeric(10, 2).

Bad::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=40)),  # finding
    ]

Good::

    operations = [
        migrations.AlterField("order", "number", models.CharField(max_length=20, blank=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules._columns import column_before
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterColumn
from schemaguard.steps.step import Step


@rule("SG308", on=AlterColumn, severity=Severity.NOTICE, axis=Axis.BREAKS_RUNNING_CODE, vendors=("postgresql",))
def check(step: Step, statement: AlterColumn) -> Iterator[Hit]:
    table, after = statement.table, statement.after
    if "type" not in statement.changed or step.is_new_column(table, after.name):
        return
    before = column_before(step, statement)
    was = before.type if before is not None else None
    if was == after.type or database("postgresql").type_change(was, after.type, step.target).cost != "none":
        return
    yield Hit(
        f"Changing {table}.{after.name} from {was} to {after.type} breaks prepared statements that return it.",
        subject=f"{table}.{after.name}",
    )
