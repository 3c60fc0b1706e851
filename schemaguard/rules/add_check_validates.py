"""Adding a check constraint reads every row under the strongest lock.

When: a check constraint is added to an existing table without NOT VALID, alone or together with a new column:
Django's PositiveIntegerField and its relatives bring one along.

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
from schemaguard.statements import AddColumn, AddConstraint
from schemaguard.steps.step import Step


@rule("SG107", on=(AddConstraint, AddColumn), severity=Severity.ERROR, axis=Axis.BLOCKS, vendors=("postgresql",))
def check(step: Step, statement: AddConstraint | AddColumn) -> Iterator[Hit]:
    if step.is_new_table(statement.table):
        return
    if isinstance(statement, AddColumn):
        yield from _with_column(step, statement)
    elif statement.constraint.kind == "check" and statement.constraint.validated:
        name = statement.constraint.name or ", ".join(statement.constraint.columns)
        yield Hit(
            f"Adding the check {name} blocks all access to {statement.table} while every row is read.",
            subject=f"{statement.table}.{name}",
        )


def _with_column(step: Step, statement: AddColumn) -> Iterator[Hit]:
    """Measured on PostgreSQL 15: the table is read even where all new values are NULL."""
    column = statement.column
    if not column.check or column.generated == "stored":
        return
    yield Hit(
        f"The check that comes with the new column {column.name} makes the server read every row of {statement.table} "
        f"while all access is blocked.",
        subject=f"{statement.table}.{column.name}",
        remedy=_remedy(step),
        severity=Severity.WARNING,
    )


def _remedy(step: Step) -> str:
    if not step.field_name():
        return ""
    model, name = step.model_name(), step.field_name()
    return (
        f"Add {name} to {model} without the check, as IntegerField or its relative, and add a CheckConstraint with "
        f"AddConstraintNotValid; check old rows with ValidateConstraint in a later migration. A small table needs none "
        f"of that."
    )
