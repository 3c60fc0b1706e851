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
from schemaguard.statements import (
    AddConstraint,
    Constraint,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Statement,
)
from schemaguard.steps.step import MigrationSteps, Step


@rule("SG216", on=MigrationSteps, having=(DropConstraint, DropIndex), severity=Severity.NOTICE, axis=Axis.LOSES_DATA)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    statements = list(migration.statements())
    for position, (step, statement) in enumerate(statements):
        table, dropped = getattr(statement, "table", None) or "", _dropped(statement)
        if dropped is None or step.is_new_table(table):
            continue
        if dropped.columns and all(step.is_new_column(table, name) for name in dropped.columns):
            continue
        others = [item for number, (_, item) in enumerate(statements) if number != position]
        if not any(getattr(other, "table", None) == table and _makes_up_for(other, dropped) for other in others):
            yield _hit(step, table, dropped)


def _dropped(statement: Statement) -> Constraint | None:
    """The constraint that goes. Django makes a unique index of one with a condition or expressions."""
    if isinstance(statement, DropConstraint):
        return statement.constraint
    if isinstance(statement, DropIndex) and statement.index.unique and statement.table:
        return Constraint(kind="unique", name=statement.index.name, columns=statement.index.columns)
    return None


def _makes_up_for(other: Statement, dropped: Constraint) -> bool:
    """The table or a column of it goes as well, or something guards the same columns. None known: it may."""
    if isinstance(other, DropTable):
        return True
    if isinstance(other, DropColumn):
        return other.column.name in dropped.columns
    if isinstance(other, CreateIndex):
        return other.index.unique and _may_meet(other.index.columns, dropped.columns)
    if not isinstance(other, AddConstraint):
        return False
    columns = other.constraint.columns
    same_kind = other.constraint.kind == dropped.kind and _may_meet(columns, dropped.columns)
    return same_kind or bool(set(columns) & set(dropped.columns))


def _may_meet(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return not some or not others or bool(set(some) & set(others))


def _hit(step: Step, table: str, constraint: Constraint) -> Hit:
    name = constraint.name or ", ".join(constraint.columns)
    kind = (constraint.kind or "").replace("_", " ")
    text = " ".join(f"The {kind} constraint {name}".split())
    return Hit(f"{text} of {table} is dropped.", subject=f"{table}.{name}", at=step)
