"""A failure in the middle leaves the migration half done.

When: on MySQL, MariaDB or MongoDB, a migration changes the schema more than once.

Effect: every change commits by itself. When a later one fails, the earlier ones stay, nothing is recorded,
and running the migration again fails at the first.

Way out: one change of the schema in each migration. What must go together is safer as two migrations in
a row than as one that cannot be repeated.

Source: MySQL manual, 15.1.1 "Atomic Data Definition Statement Support"; Django documentation, "Transactions".

Target: mysql 8.4

Bad::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(null=True)),  # finding: class
        migrations.AddField("order", "wrapped", models.BooleanField(null=True)),
    ]

Good::

    operations = [
        migrations.AddField("order", "gift", models.BooleanField(null=True)),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import (
    Copy,
    Delete,
    DropIndex,
    Insert,
    LockTable,
    Merge,
    RenameIndex,
    Statement,
    TableStatement,
    Update,
)
from schemaguard.steps.step import MigrationSteps


@rule("SG138", on=MigrationSteps, severity=Severity.NOTICE, axis=Axis.HYGIENE, vendors=("mysql", "mongodb"))
def check(migration: MigrationSteps) -> Iterator[Hit]:
    # Several clauses of one ALTER TABLE succeed or fail together.
    changing = {(step.part, statement.sql) for step, statement in migration.statements() if _changes_schema(statement)}
    released = any(
        _changes_schema(statement) and not step.is_new_table(getattr(statement, "table", None))
        for step, statement in migration.statements()
    )
    if len(changing) > 1 and released:
        message = f"{len(changing)} statements change the schema; a failure leaves the earlier ones in place."
        yield Hit(message, subject="operations")


def _changes_schema(statement: Statement) -> bool:
    rows = (Copy, Delete, Insert, LockTable, Merge, Update)
    return isinstance(statement, TableStatement | DropIndex | RenameIndex) and not isinstance(statement, rows)
