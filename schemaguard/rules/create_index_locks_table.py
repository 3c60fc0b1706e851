"""Building an index blocks writes.

When: an index is added to a table that already exists, without CONCURRENTLY.

Effect: the table takes a SHARE lock. Reads go on; inserts, updates and deletes wait until the
index is built, and everything behind them in the queue waits as well.

Way out: build it in a migration of its own, outside a transaction::

    class Migration(migrations.Migration):
        atomic = False
        operations = [
            AddIndexConcurrently("order", models.Index(fields=["created"], name="order_created")),
        ]

Source: PostgreSQL manual, CREATE INDEX, "Building Indexes Concurrently".

Bad::

    operations = [
        migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),  # finding
    ]

Good::

    atomic = False
    operations = [
        AddIndexConcurrently("order", models.Index(fields=["created"], name="order_created")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import CreateIndex
from schemaguard.steps.step import Step


@rule("SG101", on=CreateIndex, severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: CreateIndex) -> Iterator[Hit]:
    if statement.concurrently or step.is_new_table(statement.table):
        return
    name = statement.index.name or ", ".join(statement.index.columns)
    yield Hit(f"Building the index {name} blocks writes to {statement.table}.", subject=f"{statement.table}.{name}")
