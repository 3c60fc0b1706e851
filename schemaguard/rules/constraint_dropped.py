"""A constraint that keeps rows right is dropped.

When: a unique, foreign key, primary key, check or exclusion constraint of an existing table is dropped
for good: nothing in the same migration puts a new one in its place.

Effect: from now on wrong rows can be written, by the old code and the new. Rolling back fails as soon
as there is one.

Way out: keep the constraint until it is certain that nothing relies on it. If it is replaced, add the
new one first and drop the old one after it.

Source: PostgreSQL manual, 5.5 "Constraints"; MySQL manual, 15.1.9.

Bad::

    operations = [
        migrations.AlterField("product", "sku", models.CharField(max_length=20)),  # finding
    ]

Good::

    operations = [
        migrations.AddConstraint(
            "product", models.UniqueConstraint(fields=["sku", "name"], name="product_sku_name")
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddConstraint, CreateIndex, DropConstraint, DropTable, Statement
from schemaguard.steps.step import MigrationSteps, Step


@rule("SG216", on=MigrationSteps, severity=Severity.NOTICE, axis=Axis.LOSES_DATA)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    statements = list(migration.statements())
    for position, (step, statement) in enumerate(statements):
        if not isinstance(statement, DropConstraint) or step.is_new_table(statement.table):
            continue
        others = [item for number, (_, item) in enumerate(statements) if number != position]
        if not any(_makes_up_for(other, statement) for other in others):
            yield _hit(step, statement)


def _makes_up_for(other: Statement, dropped: DropConstraint) -> bool:
    """The table goes as well, or something guards the same columns."""
    if getattr(other, "table", None) != dropped.table:
        return False
    if isinstance(other, DropTable):
        return True
    columns = set(dropped.constraint.columns)
    if isinstance(other, CreateIndex):
        return other.index.unique
    return isinstance(other, AddConstraint) and (
        other.constraint.kind == dropped.constraint.kind or bool(columns & set(other.constraint.columns))
    )


def _hit(step: Step, statement: DropConstraint) -> Hit:
    constraint = statement.constraint
    name = constraint.name or ", ".join(constraint.columns)
    kind = (constraint.kind or "").replace("_", " ")
    text = f"The {kind} constraint {name}".replace("  ", " ")
    return Hit(f"{text} of {statement.table} is dropped.", subject=f"{statement.table}.{name}", at=step)
