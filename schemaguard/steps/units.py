"""Release units: which migrations reach a server in one go.

Nobody writes down what was released together. What can be known: the migrations of an unreleased change, and what one
run of ``makemigrations`` wrote for a new app: all of it says ``initial = True``. Before Django 1.9 it did not say so.
For an app with circular relations, a second file adds the missing foreign keys: such a field is NOT NULL and has no
default, which ``makemigrations`` never writes otherwise, because it asks for a default. So it counts as initial where
the file has the name that ``makemigrations`` gave it, and the one before does not say ``initial`` either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.migrations import AddField

from schemaguard.steps.source import MigrationFile

Node = tuple[str, str]

_AUTOMATIC = re.compile(r"\d+_auto_\d{8}_\d{4}")


def release_units(plan: Sequence[MigrationFile], together: frozenset[Node] = frozenset()) -> Mapping[Node, str]:
    """The unit of each migration of a plan. ``together`` are those of one unreleased change."""
    units: dict[Node, str] = {}
    latest: dict[str, MigrationFile] = {}
    for file in plan:
        before = latest.get(file.app)
        unit = units[before.key] if before is not None else _initial(file.app)
        first = unit == _initial(file.app) and (_is_initial(file) or _completes_initial(file, before))
        units[file.key] = unit if first else f"{file.app}.{file.name}"
        latest[file.app] = file
    return units | dict.fromkeys(together, "this change")


def _initial(app: str) -> str:
    return f"{app} initial"


def _is_initial(file: MigrationFile) -> bool:
    """Django's own test, see MigrationExecutor.detect_soft_applied."""
    if file.migration.initial is not None:
        return bool(file.migration.initial)
    return not any(app == file.app for app, _ in file.migration.dependencies)


def _completes_initial(file: MigrationFile, before: MigrationFile | None) -> bool:
    if before is None or before.migration.initial is not None or not _AUTOMATIC.fullmatch(file.name):
        return False
    return any(
        isinstance(operation, AddField) and operation.field.is_relation and _needs_empty_table(operation)
        for operation in file.migration.operations
    )


def _needs_empty_table(operation: AddField) -> bool:
    """Whether it adds a field that no existing row could have: see MigrationAutodetector._generate_added_field."""
    if not operation.preserve_default:
        return False
    field: Any = operation.field
    made_up = (field.blank and field.empty_strings_allowed) or getattr(field, "auto_now", False)
    given = field.has_default() or field.has_db_default() or getattr(field, "generated", False)
    return not (field.null or field.many_to_many or given or made_up)
