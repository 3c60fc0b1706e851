"""Dropping an index blocks all access for a moment that a long query can stretch.

When: an index of an existing table is dropped without CONCURRENTLY.

Effect: DROP INDEX takes an ACCESS EXCLUSIVE lock on the table. It is short by itself, but it waits for
every running query, and all reads and writes queue behind it.

Way out: drop it in a migration of its own, outside a transaction::

    class Migration(migrations.Migration):
        atomic = False
        operations = [
            RemoveIndexConcurrently("order", "order_created"),
        ]

Source: PostgreSQL manual, DROP INDEX, CONCURRENTLY.

Given::

    operations = [
        migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
    ]

Bad::

    operations = [
        migrations.RemoveIndex("order", "order_created"),  # finding
    ]

Good::

    atomic = False
    operations = [
        RemoveIndexConcurrently("order", "order_created"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import DropIndex
from schemaguard.steps.step import Step


@rule("SG102", on=DropIndex, severity=Severity.WARNING, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: DropIndex) -> Iterator[Hit]:
    if statement.concurrently or step.is_new_table(statement.table):
        return
    name = statement.index.name or ", ".join(statement.index.columns)
    yield Hit(f"Dropping the index {name} takes an ACCESS EXCLUSIVE lock.", subject=f"{statement.table or ''}.{name}")
