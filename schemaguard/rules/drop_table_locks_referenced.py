"""Dropping a table locks the tables it refers to.

When: a table with foreign keys is dropped.

Effect: PostgreSQL removes the triggers of each foreign key on the other side, too, and takes an ACCESS EXCLUSIVE
lock on those tables. They are busy ones, more often than not.

Way out: drop the foreign keys first, one in each migration, with a short ``lock_timeout``; then the table.

Source: PostgreSQL manual, DROP TABLE; 13.3.1 "Table-Level Locks".

Bad::

    operations = [
        migrations.DeleteModel("Order"),  # finding
    ]

Good::

    operations = [
        migrations.DeleteModel("Tag"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import DropTable
from schemaguard.steps.step import Step


@rule("SG128", on=DropTable, severity=Severity.NOTICE, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: DropTable) -> Iterator[Hit]:
    others = sorted({name for name in statement.references if name != statement.table})
    if others and not step.is_new_table(statement.table):
        yield Hit(f"Dropping {statement.table} locks {', '.join(others)} as well.", subject=statement.table)
