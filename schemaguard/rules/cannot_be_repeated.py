"""A migration without a transaction cannot be repeated after a failure.

When: with ``atomic = False``, several operations run, and one of the earlier ones fails when it is run again:
creating something without IF NOT EXISTS, dropping without IF EXISTS.

Effect: when the second operation fails, the first is done but not recorded. Running the migration again fails at
the first.

Way out: one operation in each migration that is not atomic; or IF [NOT] EXISTS in SQL.

Source: Django documentation, "Transactions" under "Migrations".

Bad::

    atomic = False
    operations = [
        AddIndexConcurrently("order", models.Index(fields=["created"], name="order_created")),  # finding: class
        AddIndexConcurrently("order", models.Index(fields=["status"], name="order_status")),
    ]

Good::

    atomic = False
    operations = [
        AddIndexConcurrently("order", models.Index(fields=["created"], name="order_created")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import (
    AddColumn,
    AddConstraint,
    CreateIndex,
    CreateObject,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropObject,
    DropTable,
    RenameColumn,
    RenameIndex,
    RenameTable,
    RunCode,
    Statement,
)
from schemaguard.steps.step import MigrationSteps


@rule("SG837", on=MigrationSteps, severity=Severity.NOTICE, axis=Axis.HYGIENE, vendors=("postgresql", "sqlite"))
def check(migration: MigrationSteps) -> Iterator[Hit]:
    if migration.file.migration.atomic:
        return
    parts = [step.part for step, item in migration.statements() if not (isinstance(item, RunCode) and item.noop)]
    fragile = [step.part for step, statement in migration.statements() if _is_fragile(statement)]
    # What stands last fails by itself and leaves nothing of its own behind.
    if any(part != parts[-1] for part in fragile):
        message = "Not every operation can run a second time, and no transaction undoes them."
        yield Hit(message, subject="operations")


#: What changes a column in place can be done twice.
_FRAGILE = (
    AddColumn,
    AddConstraint,
    CreateIndex,
    CreateObject,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropObject,
    DropTable,
    RenameColumn,
    RenameIndex,
    RenameTable,
)


def _is_fragile(statement: Statement) -> bool:
    if getattr(statement, "if_not_exists", False) or getattr(statement, "if_exists", False):
        return False
    if isinstance(statement, CreateObject) and statement.replace:
        return False
    return isinstance(statement, _FRAGILE)
