"""A table is written anew as a whole.

When: SQL sets a table LOGGED or UNLOGGED, gives it another access method or tablespace, or runs VACUUM FULL
or CLUSTER.

Effect: every row is copied under an ACCESS EXCLUSIVE lock: no reads and no writes until it is done.

Way out: do it in a maintenance window. Against bloat, pg_repack or (PostgreSQL 19) REPACK CONCURRENTLY copy
the table while it is used.

Source: PostgreSQL manual, ALTER TABLE; VACUUM, FULL; CLUSTER.

Bad::

    atomic = False
    operations = [
        migrations.RunSQL("VACUUM FULL shop_order", migrations.RunSQL.noop),  # finding
    ]

Good::

    atomic = False
    operations = [
        migrations.RunSQL("VACUUM shop_order", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterTable, Maintenance
from schemaguard.steps.step import Step

_REWRITES = {"logged", "unlogged", "access_method", "tablespace"}


@rule("SG117", on=(AlterTable, Maintenance), severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AlterTable | Maintenance) -> Iterator[Hit]:
    if step.is_new_table(statement.table):
        return
    if isinstance(statement, AlterTable):
        verb = f"Changing {statement.what.replace('_', ' ')}" if statement.what in _REWRITES else ""
    else:
        verb = {"vacuum_full": "VACUUM FULL", "cluster": "CLUSTER"}.get(statement.verb, "")
    if verb:
        table = statement.table or "every table"
        yield Hit(f"{verb} copies {table} while nobody can use it.", subject=table)
