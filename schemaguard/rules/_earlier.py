"""What the app's migration before the judged one did: rules only see the statements of their own migration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.migrations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation

from schemaguard.databases.registry import database
from schemaguard.statements import AddConstraint, Constraint, Statement, ValidateConstraint
from schemaguard.steps import by_hand
from schemaguard.steps.step import MigrationSteps


def statements_before(migration: MigrationSteps) -> Iterator[Statement]:
    """SQL that the previous migration runs, and the constraints it adds or validates by Django's operations.

    Of the latter only the names are given, and no table.
    """
    if migration.previous is None:
        return
    dialect = database(migration.target.vendor)
    for operation in _flat(migration.previous.migration.operations):
        yield from by_hand.forwards(operation, dialect)
        yield from _about_constraint(operation)


def _flat(operations: Iterable[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _flat(operation.database_operations)
        else:
            yield operation


def _about_constraint(operation: Any) -> Iterator[Statement]:
    # By name: importing django.contrib.postgres asks for a driver.
    name = type(operation).__name__
    if name == "AddConstraintNotValid":
        added = Constraint(kind="check", name=operation.constraint.name, validated=False)
        yield AddConstraint(table="", constraint=added)
    elif name == "ValidateConstraint":
        yield ValidateConstraint(table="", name=operation.name)
