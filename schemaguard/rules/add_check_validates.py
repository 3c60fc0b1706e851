"""Adding a check constraint reads every row under the strongest lock.

When: a check constraint is added to an existing table without NOT VALID.

Effect: the table takes an ACCESS EXCLUSIVE lock: no reads and no writes until every row was checked.

Way out: add it without checking old rows, and check them in a later migration, which lets reads and
writes through::

    AddConstraintNotValid("order", models.CheckConstraint(condition=Q(total__gte=0), name="total_positive"))
    # In the next migration:
    ValidateConstraint("order", "total_positive")

Source: PostgreSQL manual, ALTER TABLE, NOT VALID; Django documentation, AddConstraintNotValid.

Bad::

    operations = [
        migrations.AddConstraint(  # finding
            "order", models.CheckConstraint(condition=models.Q(total__gte=0), name="total_positive")
        ),
    ]

Good::

    operations = [
        AddConstraintNotValid(
            "order", models.CheckConstraint(condition=models.Q(total__gte=0), name="total_positive")
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddConstraint
from schemaguard.steps.step import Step


@rule("SG107", on=AddConstraint, severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AddConstraint) -> Iterator[Hit]:
    constraint = statement.constraint
    if constraint.kind != "check" or not constraint.validated or step.is_new_table(statement.table):
        return
    name = constraint.name or ", ".join(constraint.columns)
    yield Hit(
        f"Adding the check {name} blocks all access to {statement.table} while every row is read.",
        subject=f"{statement.table}.{name}",
    )
