"""A table with rows is taken out of the write-ahead log.

When: SQL sets a table UNLOGGED that this release did not make, and the migration does not set it LOGGED again.

Effect: after a crash of the server the table is empty. It is also empty in physical backups and after a switch to a
standby, where nobody can even read it before.

Way out: leave tables with rows that matter logged. For a quick load, fill a new unlogged table, or set the table LOGGED
again in the same migration; both directions write it anew.

Source: PostgreSQL manual, CREATE TABLE, UNLOGGED; ALTER TABLE, SET { LOGGED | UNLOGGED }.

Bad::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order SET UNLOGGED", "ALTER TABLE shop_order SET LOGGED"),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL("ALTER TABLE shop_order SET LOGGED", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterTable, DropTable
from schemaguard.steps.step import MigrationSteps, Step


@rule(
    "SG227",
    on=MigrationSteps,
    having=(AlterTable,),
    severity=Severity.ERROR,
    axis=Axis.LOSES_DATA,
    vendors=("postgresql",),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    unlogged: dict[str, Step] = {}
    for step, statement in migration.statements():
        if isinstance(statement, DropTable) or (isinstance(statement, AlterTable) and statement.what == "logged"):
            unlogged.pop(statement.table, None)
        elif isinstance(statement, AlterTable) and statement.what == "unlogged":
            unlogged[statement.table] = step
    for table, step in unlogged.items():
        if step.is_new_table(table):
            continue
        yield Hit(f"{table} is no longer logged: a crash of the server empties it.", subject=table, at=step)
