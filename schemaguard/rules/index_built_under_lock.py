"""An index is built while a stronger lock is already held.

When: in one transaction, a statement first takes an ACCESS EXCLUSIVE lock on an existing table (adding
a column, changing a type, renaming, dropping an index), and an index is then built on the same table. A new
ForeignKey does both by itself: Django adds the column and builds its index in one go.

Effect: the build takes as long as the table is big, also where the new column is empty: every row gets an
entry. All that time nobody can even read the table.

Way out: put the index into a migration of its own, with ``atomic = False`` and AddIndexConcurrently. For a
foreign key, add it with ``db_index=False`` first::

    migrations.AddField(
        "order", "product", models.ForeignKey("shop.Product", models.SET_NULL, null=True, db_index=False)
    )
    # In the next migration, which is not atomic:
    AddIndexConcurrently("order", models.Index(fields=["product"], name="order_product"))

Source: PostgreSQL manual, 13.3.1 "Table-Level Locks": locks are held until the transaction ends.

Bad::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(null=True)),
        migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),  # finding
    ]

Good::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(null=True)),
        migrations.AddIndex("tag", models.Index(fields=["name"], name="tag_name")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.registry import database
from schemaguard.rules._tables import table_of
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AddColumn, CreateIndex, Statement
from schemaguard.steps.step import MigrationSteps


@rule(
    "SG104",
    on=MigrationSteps,
    having=(AddColumn, CreateIndex),
    severity=Severity.ERROR,
    axis=Axis.BLOCKS,
    vendors=("postgresql",),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    held: set[str] = set()
    lock = database("postgresql").lock
    for step, statement in migration.statements():
        table = table_of(statement)
        if not step.is_atomic() or table is None or step.is_new_table(table):
            continue
        taken = lock(statement, step.target)
        if taken is not None and taken.blocks_reads:
            held.add(table)
        name = _index_built(statement)
        if name and table in held:
            message = f"The index {_shown(statement, name)} is built while {table} is locked against reads as well."
            yield Hit(message, subject=f"{table}.{name}", at=step)


def _index_built(statement: Statement) -> str:
    """The index's name or column; neither SQL that adds a column nor ON ONLY a partitioned table builds one."""
    if isinstance(statement, CreateIndex):
        return "" if statement.only else statement.index.name or ", ".join(statement.index.columns)
    if isinstance(statement, AddColumn) and statement.column.index and not statement.sql:
        return statement.column.name
    return ""


def _shown(statement: Statement, name: str) -> str:
    return name if isinstance(statement, CreateIndex) and statement.index.name else f"on {name}"
