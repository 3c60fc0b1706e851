"""A foreign key has no index.

When: a ForeignKey with ``db_index=False`` gets no index that begins with its column, on PostgreSQL or SQLite.
MySQL makes one by itself.

Effect: deleting or changing a row of the other table reads this whole table each time, and so does every join
from there.

Way out: leave ``db_index`` alone, or add an index that begins with the column.

Source: PostgreSQL manual, 5.5.5 "Foreign Keys": "it is often a good idea to index the referencing columns too".

Bad::

    operations = [
        migrations.AddField(  # finding
            "order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True, db_index=False)
        ),
    ]

Good::

    operations = [
        migrations.AddField("order", "product", models.ForeignKey("shop.Product", models.CASCADE, null=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, AddConstraint, Column, CreateIndex, CreateTable, Statement
from schemaguard.steps.step import MigrationSteps


@rule(
    "SG820",
    on=MigrationSteps,
    having=(AddColumn, CreateTable),
    severity=Severity.NOTICE,
    axis=Axis.HYGIENE,
    vendors=("postgresql", "sqlite"),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    steps = list(migration.statements())
    for step, statement in steps:
        if statement.sql or not isinstance(statement, AddColumn | CreateTable):
            continue
        columns = statement.columns if isinstance(statement, CreateTable) else (statement.column,)
        for column in columns:
            if column.references and not _indexed(column, statement.table, [found for _, found in steps]):
                name = f"{statement.table}.{column.name}"
                yield Hit(f"The foreign key {name} has no index.", subject=name, at=step)


def _indexed(column: Column, table: str, statements: list[Statement]) -> bool:
    if column.index or column.unique or column.primary_key:
        return True
    return any(first == column.name for first in _first_columns(table, statements))


def _first_columns(table: str, statements: list[Statement]) -> Iterator[str]:
    """The columns that an index of this table begins with."""
    for statement in statements:
        if getattr(statement, "table", None) != table:
            continue
        groups: list[tuple[str, ...]] = []
        if isinstance(statement, CreateTable):
            groups += [index.columns for index in statement.indexes]
            groups += [item.columns for item in statement.constraints if item.kind == "unique"]
        elif isinstance(statement, CreateIndex):
            groups.append(statement.index.columns)
        elif isinstance(statement, AddConstraint) and statement.constraint.kind == "unique":
            groups.append(statement.constraint.columns)
        yield from (columns[0] for columns in groups if columns)
