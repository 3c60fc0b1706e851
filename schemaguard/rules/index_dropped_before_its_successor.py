"""An index is dropped before the one that replaces it is there.

When: one migration drops an index and then builds another that begins with the same column.

Effect: while the new one is built, queries that need it read the whole table. With concurrent builds, which take
long and may fail, this is where sites go down. In one transaction nobody can use the table until the new one is
there.

Way out: build the new index first, in a migration of its own; drop the old one after that.

Source: PostgreSQL manual, REINDEX, which keeps the old index until the new one is ready.

Given::

    operations = [
        migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
    ]

Bad::

    operations = [
        migrations.RemoveIndex("order", "order_created"),  # finding
        migrations.AddIndex("order", models.Index(fields=["created", "status"], name="order_created_status")),
    ]

Good::

    operations = [
        migrations.AddIndex("order", models.Index(fields=["created", "status"], name="order_created_status")),
        migrations.RemoveIndex("order", "order_created"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._indexes import dropped_index
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import CreateIndex, DropIndex
from schemaguard.steps.step import MigrationSteps, Step


@rule("SG823", on=MigrationSteps, having=(DropIndex,), severity=Severity.WARNING, axis=Axis.BLOCKS)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    dropped: list[tuple[Step, str, str, tuple[str, ...]]] = []
    for step, statement in migration.statements():
        if isinstance(statement, DropIndex) and not step.is_new_table(statement.table):
            table, columns = dropped_index(step, statement)
            dropped.append((step, statement.index.name or ", ".join(columns), table, columns))
        elif isinstance(statement, CreateIndex):
            for earlier, name, table, columns in dropped:
                if columns and table == statement.table and columns[:1] == statement.index.columns[:1]:
                    message = f"The index {name} is dropped before the one that replaces it is built."
                    yield Hit(message, subject=f"{table}.{name}", at=earlier)
