"""Building an index blocks writes.

When: an index is added to a table that already exists, without CONCURRENTLY. With ``atomic = False`` this is
also how the index of a new field is built: Django makes it in a statement of its own.

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
from schemaguard.statements import AddColumn, CreateIndex
from schemaguard.steps.step import Step


@rule("SG101", on=(AddColumn, CreateIndex), severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AddColumn | CreateIndex) -> Iterator[Hit]:
    if step.is_new_table(statement.table):
        return
    if isinstance(statement, AddColumn):
        # In one transaction, index-built-under-lock says more.
        if statement.sql or not statement.column.index or step.is_atomic():
            return
        name = statement.column.name
    elif statement.concurrently or statement.only:
        return
    else:
        name = statement.index.name or ", ".join(statement.index.columns) or "expressions"
    shown = name if isinstance(statement, CreateIndex) and statement.index.name else f"on {name}"
    yield Hit(f"Building the index {shown} blocks writes to {statement.table}.", subject=f"{statement.table}.{name}")
