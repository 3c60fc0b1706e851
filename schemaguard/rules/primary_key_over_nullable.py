"""A primary key is put on a column that may hold NULL.

When: a column that may be NULL becomes the primary key of an existing table.

Effect: the database sets NOT NULL on the column on the way, which reads every row under the strongest lock, and fails
where a row holds NULL: "column … contains null values". A unique index beforehand does not help: it allows NULLs.

Way out: fill the column and set NOT NULL in an earlier migration, on PostgreSQL with a validated CHECK before it; then
add the primary key with a unique index that was built CONCURRENTLY.

Source: PostgreSQL manual, ALTER TABLE, ADD table_constraint_using_index; MySQL manual, CREATE TABLE, PRIMARY KEY.

Target: postgresql 16

Bad::

    operations = [
        migrations.RunSQL(  # finding
            "ALTER TABLE shop_order ADD PRIMARY KEY (note)",
            "ALTER TABLE shop_order DROP CONSTRAINT shop_order_pkey",
        ),
    ]

Good::

    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_order ADD PRIMARY KEY (number)",
            "ALTER TABLE shop_order DROP CONSTRAINT shop_order_pkey",
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules._columns import Fate, Name, fates, find_field
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddConstraint, AlterColumn
from schemaguard.steps.step import MigrationSteps, Step


@rule(
    "SG414",
    on=MigrationSteps,
    having=(AddConstraint, AlterColumn),
    severity=Severity.WARNING,
    axis=Axis.FAILS_ON_ROWS,
    vendors=("mysql", "postgresql"),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    known = fates(migration)
    for step, statement in migration.statements():
        if not isinstance(statement, AddConstraint) or statement.constraint.kind != "primary_key":
            continue
        table, columns = statement.table, statement.constraint.columns
        if step.is_new_table(table):
            continue
        if not columns:
            yield _unknown(step, table, statement.constraint.name)
        for column in columns:
            nullable = _nullable(step, known, table, column)
            if nullable:
                message = f"{table}.{column} may hold NULL and becomes the primary key: it fails if a row does."
                yield Hit(message, subject=f"{table}.{column}", at=step)
            elif nullable is None:
                yield _unknown(step, table, column)


def _unknown(step: Step, table: str, name: str) -> Hit:
    return Hit(
        f"Cannot tell whether the columns of the new primary key of {table} may hold NULL: it fails if a row does.",
        subject=f"{table}.{name or 'primary key'}",
        at=step,
        severity=Severity.NOTICE,
    )


def _nullable(step: Step, known: dict[Name, Fate], table: str, column: str) -> bool | None:
    for item in step.statements:
        if isinstance(item, AlterColumn) and item.after.name == column and item.before is not None:
            return item.before.null
    fate = known.get((table, column))
    if fate is not None and fate.null is not None:
        return fate.null
    found = find_field(step, table, column)
    return bool(found[2].null) if found is not None else None
