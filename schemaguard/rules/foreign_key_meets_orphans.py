"""A foreign key fails where rows point to nothing.

When: a foreign key is added to an existing column (an IntegerField becomes a ForeignKey, ``db_constraint`` is switched
on, the key points to another model, SQL), or a new foreign key gets a default that existing rows take.
Only a notice where this migration, or the app's one before it, has changed rows of the table.

Effect: the migration fails at the first row whose value has no counterpart: "violates foreign key constraint". Where
a key is pointed to another table and the numbers happen to exist there, it succeeds, and the rows mean something else.

Way out: count the orphans and mend them in an earlier migration. Add a new foreign key with ``null=True``, fill it,
and take the NULL away in a later release. On PostgreSQL add the constraint NOT VALID and validate it later.

Source: PostgreSQL manual, "Foreign Keys"; MySQL manual, "FOREIGN KEY Constraints", "Conditions and Restrictions".

Target: postgresql 16

Given::

    operations = [
        migrations.AddField("product", "first_order", models.BigIntegerField(null=True)),
    ]

Bad::

    operations = [
        migrations.AlterField(  # finding
            "product", "first_order",
            models.ForeignKey("shop.Order", models.CASCADE, null=True, db_column="first_order"),
        ),
    ]

Good::

    operations = [
        migrations.AddField("product", "last_order", models.ForeignKey("shop.Order", models.CASCADE, null=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schemaguard.rules._prepared import prepared_by, with_regard_to
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, AddConstraint, Constraint, DropConstraint, Reference
from schemaguard.steps.step import MigrationSteps, Step

VENDORS = ("mysql", "postgresql", "sqlite")


@rule(
    "SG405",
    on=MigrationSteps,
    having=(AddConstraint, AddColumn),
    severity=Severity.WARNING,
    axis=Axis.FAILS_ON_ROWS,
    vendors=VENDORS,
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    for step, statement in migration.statements():
        if not isinstance(statement, AddConstraint | AddColumn) or step.is_new_table(statement.table):
            continue
        if isinstance(statement, AddColumn):
            hits = _new_column(statement)
        else:
            hits = _old_column(step, statement.table, statement.constraint)
        for hit in hits:
            columns = () if isinstance(statement, AddColumn) else statement.constraint.columns
            yield with_regard_to(prepared_by(migration, step, statement.table, columns), replace(hit, at=step))


def _new_column(statement: AddColumn) -> Iterator[Hit]:
    column = statement.column
    if column.references is None or column.default_text.lower() in ("none", "null"):
        return
    if column.default or column.fill:
        name, target = f"{statement.table}.{column.name}", column.references.table
        yield Hit(f"Existing rows get a default in {name}, which fails unless {target} has that row.", subject=name)


def _old_column(step: Step, table: str, constraint: Constraint) -> Iterator[Hit]:
    columns, target = constraint.columns, constraint.references
    if constraint.kind != "foreign_key" or not constraint.validated:
        return
    if columns and all(step.is_new_column(table, column) for column in columns):
        return
    before = _dropped(step, table, constraint)
    if before is not None and before == target:
        return  # The key is only made anew, because its column changes its type.
    name = f"{table}.{', '.join(columns) or constraint.name}"
    other = target.table if target else "its table"
    if before is not None and before.table != other:
        message = (
            f"{name} pointed to {before.table} and now points to {other}: it fails unless every value exists there."
        )
    else:
        message = f"The foreign key {name} fails if a row has no counterpart in {other}."
    yield Hit(message, subject=name)


def _dropped(step: Step, table: str, constraint: Constraint) -> Reference | None:
    """Where the same column pointed to until this step."""
    for item in step.statements:
        if isinstance(item, DropConstraint) and item.table == table and item.constraint.columns == constraint.columns:
            return item.constraint.references
    return None
