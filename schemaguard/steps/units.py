"""Release units: which migrations reach a server in one go.

Nobody writes down what was released together. What can be known: the migrations of an unreleased
change, and what one run of ``makemigrations`` wrote for a new app. For an app with circular
relations it writes a second file that adds the missing foreign keys; such a field is NOT NULL and has no default,
which ``makemigrations`` never writes otherwise, because it asks for a default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.migrations import AddField

from schemaguard.steps.source import MigrationFile

Node = tuple[str, str]


def release_units(plan: Sequence[MigrationFile], together: frozenset[Node] = frozenset()) -> Mapping[Node, str]:
    """The unit of each migration of a plan. ``together`` are those of one unreleased change."""
    units: dict[Node, str] = {}
    started: dict[str, bool] = {}
    for file in plan:
        first = started.get(file.app, True) and (_is_initial(file) or _completes_initial(file))
        started[file.app] = first
        units[file.key] = f"{file.app} initial" if first else f"{file.app}.{file.name}"
    return units | dict.fromkeys(together, "this change")


def _is_initial(file: MigrationFile) -> bool:
    """Django's own test, see MigrationExecutor.detect_soft_applied."""
    if file.migration.initial is not None:
        return bool(file.migration.initial)
    return not any(app == file.app for app, _ in file.migration.dependencies)


def _completes_initial(file: MigrationFile) -> bool:
    return any(_is_postponed_relation(operation) for operation in file.migration.operations)


def _is_postponed_relation(operation: Any) -> bool:
    if not isinstance(operation, AddField) or not operation.preserve_default:
        return False
    field = operation.field
    return field.is_relation and not field.many_to_many and not field.null and not field.has_default()
