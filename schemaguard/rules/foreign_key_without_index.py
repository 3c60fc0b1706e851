"""A foreign key has no index.

When: no index begins with the column of a foreign key on PostgreSQL or SQLite: a ForeignKey with
``db_index=False``, a key made by SQL, or one whose index is dropped. MySQL makes one by itself.

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

from schemaguard.rules._columns import Name, fates
from schemaguard.rules._indexes import columns_indexed_by, indexed_columns, is_constrained
from schemaguard.rules._tables import models_after_migration, table_of
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, AddConstraint, CreateTable, DropConstraint, DropIndex, Statement
from schemaguard.steps.models import ModelView, column_name
from schemaguard.steps.step import MigrationSteps, Step


@rule(
    "SG820",
    on=MigrationSteps,
    having=(AddColumn, AddConstraint, CreateTable, DropIndex),
    severity=Severity.NOTICE,
    axis=Axis.HYGIENE,
    vendors=("postgresql", "sqlite"),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    touched: dict[Name, Step] = {}
    for step, statement in migration.statements():
        for key in _keys(step, statement):
            touched.setdefault(key, step)
    gone = {key for key, fate in fates(migration).items() if fate.dropped} if touched else set()
    for (table, column), step in touched.items():
        if (table, column) not in gone and not _is_indexed(migration, step, table, column):
            name = f"{table}.{column}"
            yield Hit(f"The foreign key {name} has no index.", subject=name, at=step)


def _keys(step: Step, statement: Statement) -> Iterator[Name]:
    """The foreign keys that a statement makes, or whose index it drops, as table and first column."""
    if isinstance(statement, AddColumn | CreateTable):
        columns = statement.columns if isinstance(statement, CreateTable) else (statement.column,)
        for column in columns:
            # An index that goes again later is found by what drops it.
            if column.references and not (column.index or column.unique or column.primary_key):
                yield statement.table, column.name
    if isinstance(statement, AddConstraint | CreateTable):
        constraints = statement.constraints if isinstance(statement, CreateTable) else (statement.constraint,)
        for item in constraints:
            if item.kind == "foreign_key" and item.columns and not _made_again(step, item.columns):
                yield statement.table, item.columns[0]
    if isinstance(statement, DropIndex) and statement.table and statement.index.columns:
        first = statement.index.columns[0]
        if any(_is_key(model, first) for model in models_after_migration(step, statement.table)):
            yield statement.table, first


def _made_again(step: Step, columns: tuple[str, ...]) -> bool:
    dropped = [item.constraint for item in step.statements if isinstance(item, DropConstraint)]
    return any(item.kind == "foreign_key" and item.columns == columns for item in dropped)


def _is_key(model: ModelView, column: str) -> bool:
    return any(is_constrained(field) and column_name(name, field) == column for name, field in model.fields.items())


def _is_indexed(migration: MigrationSteps, step: Step, table: str, column: str) -> bool:
    """Whether an index begins with the column when the migration is done."""
    models = [
        model
        for model in models_after_migration(step, table)
        if any(column_name(name, field) == column for name, field in model.fields.items())
    ]
    groups = [columns for model in models for columns in indexed_columns(model)]
    made = [item for _, item in migration.statements() if table_of(item) == table and (item.sql or not models)]
    groups += [columns for item in made for columns in columns_indexed_by(item)]
    if any(columns[:1] == (column,) for columns in groups):
        return True
    # A table that neither the models nor this migration describe may have any index.
    return not models and not any(isinstance(item, AddColumn | CreateTable) for item in made)
