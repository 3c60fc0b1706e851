"""An index is dropped without having been hidden first.

When: on MySQL, MariaDB or MongoDB, an index goes that no other index of the table can stand in for, and neither this
migration nor the one before it hid the index.

Effect: a query that needs it reads the whole table from now on, and building it again takes as long as the table is
big. A hidden index is kept up to date, so it is there again at once.

Way out: hide it, watch the slow queries for a while, and drop it in a later release. MySQL::

    migrations.RunSQL("ALTER TABLE shop_order ALTER INDEX order_created INVISIBLE", ...)

MariaDB since 10.6 calls it IGNORED; MongoDB has ``hidden`` of ``collMod``. If it was hidden long ago, say so in an
ignore comment.

Source: MySQL manual, 10.3.12 "Invisible Indexes"; MariaDB, "Ignored Indexes"; MongoDB manual, "Hidden Indexes".

Target: mysql 8.4

Given::

    operations = [
        migrations.AddIndex("order", models.Index(fields=["created"], name="order_created")),
    ]

Bad::

    operations = [
        migrations.RemoveIndex("order", "order_created"),  # finding
    ]

Good::

    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_order ALTER INDEX order_created INVISIBLE",
            "ALTER TABLE shop_order ALTER INDEX order_created VISIBLE",
        ),
    ]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemaguard.rules._columns import fates
from schemaguard.rules._earlier import statements_before
from schemaguard.rules._indexes import columns_indexed_by, dropped_index, indexed_columns
from schemaguard.rules._tables import models_after_migration, table_of
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import AlterTable, DropIndex, DropTable
from schemaguard.steps.step import MigrationSteps, Step

_HIDES = re.compile(r"alter (?:index|key) `?(?P<name>\S+?)`? (?:invisible|ignored)$", re.IGNORECASE)


@rule(
    "SG826",
    on=MigrationSteps,
    having=(DropIndex,),
    severity=Severity.NOTICE,
    axis=Axis.HYGIENE,
    vendors=("mysql", "mongodb"),
)
def check(migration: MigrationSteps) -> Iterator[Hit]:
    hidden = set(_hidden(migration))
    gone = {name for name, fate in fates(migration).items() if fate.dropped}
    tables = {item.table for _, item in migration.statements() if isinstance(item, DropTable)}
    for step, statement in migration.statements():
        # A unique index is a constraint as well: constraint-dropped tells.
        if not isinstance(statement, DropIndex) or statement.index.unique or step.is_new_table(statement.table):
            continue
        table, columns = dropped_index(step, statement)
        goes_anyway = table in tables or any((table, column) in gone for column in columns)
        if goes_anyway or statement.index.name.lower() in hidden or _has_another(migration, step, statement, columns):
            continue
        name = statement.index.name or ", ".join(columns)
        message = f"The index {name} of {table} is dropped while queries may use it."
        yield Hit(message, subject=f"{table}.{name}", at=step)


def _has_another(migration: MigrationSteps, step: Step, dropped: DropIndex, columns: tuple[str, ...]) -> bool:
    """Whether an index that begins with the same columns is there when the migration is done."""
    if not columns:
        return False
    table, mysql = dropped.table or "", step.target.vendor == "mysql"
    # What SQL drops may still be in the models.
    without = dropped.index.name if dropped.sql else ""
    models = list(models_after_migration(step, table))
    groups = [found for model in models for found in indexed_columns(model, mysql=mysql, without=without)]
    made = [item for _, item in migration.statements() if table_of(item) == table and item.sql]
    groups += [found for item in made for found in columns_indexed_by(item)]
    return any(found[: len(columns)] == columns for found in groups)


def _hidden(migration: MigrationSteps) -> Iterator[str]:
    """The indexes that this migration or the app's one before it hides."""
    for statement in (*statements_before(migration), *(item for _, item in migration.statements())):
        if isinstance(statement, AlterTable) and (found := _HIDES.match(statement.detail)):
            yield found["name"].lower()
