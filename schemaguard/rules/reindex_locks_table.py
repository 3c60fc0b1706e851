"""REINDEX blocks writes, and reads that would use the index.

When: SQL rebuilds an index, a table's indexes, a schema or a database without CONCURRENTLY.

Effect: writes to the table wait until the rebuild is done; queries that plan to use the index wait too.

Way out: ``REINDEX INDEX CONCURRENTLY …`` in a migration with ``atomic = False``.

Source: PostgreSQL manual, REINDEX, "Rebuilding Indexes Concurrently" (version 12 and later).

Bad::

    operations = [
        migrations.RunSQL("REINDEX TABLE shop_order", migrations.RunSQL.noop),  # finding
    ]

Good::

    atomic = False
    operations = [
        migrations.RunSQL("REINDEX TABLE CONCURRENTLY shop_order", migrations.RunSQL.noop),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import Reindex
from schemaguard.steps.step import Step


@rule("SG105", on=Reindex, severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: Reindex) -> Iterator[Hit]:
    new = statement.scope == "table" and step.is_new_table(statement.name)
    if not statement.concurrently and not new:
        name = f"{statement.scope} {statement.name}".strip()
        yield Hit(f"REINDEX of the {name} blocks writes.", subject=statement.name or statement.scope)
