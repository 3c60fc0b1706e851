"""A constraint is validated in the transaction that already locked the table.

When: VALIDATE CONSTRAINT runs in the same atomic migration that added the constraint or altered the table.

Effect: the lock of the first statement is held while every row is read, which is what NOT VALID was
meant to avoid.

Way out: put ValidateConstraint into a migration of its own.

Source: PostgreSQL manual, ALTER TABLE, VALIDATE CONSTRAINT; 13.3.1 "Table-Level Locks".

Bad::

    operations = [
        AddConstraintNotValid(
            "order", models.CheckConstraint(condition=models.Q(total__gte=0), name="total_positive")
        ),
        ValidateConstraint("order", "total_positive"),  # finding
    ]

Good::

    atomic = False
    operations = [
        AddConstraintNotValid(
            "order", models.CheckConstraint(condition=models.Q(total__gte=0), name="total_positive")
        ),
        ValidateConstraint("order", "total_positive"),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules._tables import table_of
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import ValidateConstraint
from schemaguard.steps.step import MigrationSteps


@rule(
    "SG108",
    on=MigrationSteps,
    having=(ValidateConstraint,),
    severity=Severity.ERROR,
    axis=Axis.BLOCKS,
    vendors=("postgresql",),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    locked: set[str] = set()
    lock = database("postgresql").lock
    for step, statement in migration.statements():
        table = table_of(statement)
        if not step.is_atomic() or table is None or step.is_new_table(table):
            continue
        if isinstance(statement, ValidateConstraint):
            if statement.table in locked:
                message = f"{statement.name} is validated while {statement.table} is already locked."
                yield Hit(message, subject=f"{statement.table}.{statement.name}", at=step)
            continue
        taken = lock(statement, step.target)
        if taken is not None and taken.blocks_writes:
            locked.add(table)
        if taken is not None:
            # A foreign key blocks writes to the table it points to as well.
            locked |= {other for other in taken.others if not step.is_new_table(other)}
