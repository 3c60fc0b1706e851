"""A new foreign key column locks the table it points to as well.

When: a column with a foreign key is added to an existing table.

Effect: the new column is empty, so there is next to nothing to check. But the statement takes an
ACCESS EXCLUSIVE lock on its own table and a SHARE ROW EXCLUSIVE lock on the other one. Behind a long
query on either, all writes to the other table queue, and all queries on its own.

Way out: run it with a short ``lock_timeout`` and try again when it fails. For busy tables, add the
column with ``db_constraint=False`` and the constraint as NOT VALID in a migration of its own.

Source: PostgreSQL manual, ALTER TABLE, ADD table_constraint; 13.3.1 "Table-Level Locks".

Bad::

    operations = [
        migrations.AddField(  # finding
            "order", "product", models.ForeignKey("shop.Product", models.SET_NULL, null=True)
        ),
    ]

Good::

    operations = [
        migrations.AddField(
            "order",
            "product",
            models.ForeignKey("shop.Product", models.SET_NULL, null=True, db_constraint=False),
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn
from schemaguard.steps.step import Step


@rule("SG131", on=AddColumn, severity=Severity.NOTICE, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AddColumn) -> Iterator[Hit]:
    references = statement.column.references
    if references is None or references.table == statement.table:
        return
    if step.is_new_table(statement.table) or step.is_new_table(references.table):
        return
    name = f"{statement.table}.{statement.column.name}"
    yield Hit(f"Adding {name} locks {references.table} against writes as well.", subject=name)
