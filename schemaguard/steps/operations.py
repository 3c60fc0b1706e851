"""What is known about the classes of operations: which models they touch, and what states do not tell."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dis import get_instructions
from functools import cache
from typing import Any, cast

from django.db.migrations import RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation

from schemaguard.statements import CreateObject, DropObject, Opaque, Statement, ValidateConstraint
from schemaguard.steps.models import Key, Models, ModelView
from schemaguard.steps.translate import Hints

#: What the body of a function holds that is only a docstring, ``pass`` or ``return``.
_EMPTY = frozenset({"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"})
_KNOWN = ("django.db.migrations.", "django.contrib.postgres.operations", "schemaguard.operations")


def class_names(operation: object) -> frozenset[str]:
    """The names of an operation's class and of its bases, as far as Django itself provides them."""
    return _class_names(cast(Hashable, type(operation)))


@cache
def _class_names(kind: Hashable) -> frozenset[str]:
    return frozenset(cls.__name__ for cls in cast(type, kind).__mro__ if cls.__module__.startswith(_KNOWN))


@cache
def _is_known(kind: Hashable) -> bool:
    for cls in cast(type, kind).__mro__:
        if "database_forwards" in vars(cls) or "database_backwards" in vars(cls):
            return cls.__module__.startswith(_KNOWN)
    return False


def is_opaque(operation: Operation) -> bool:
    """Whether only its author knows what the operation does to a database: it is not Django's own code."""
    return not _is_known(cast(Hashable, type(operation)))


def does_nothing(operation: Operation, method: str) -> bool:
    """Whether somebody's own ``database_forwards`` or ``database_backwards`` has an empty body."""
    code = getattr(getattr(type(operation), method), "__code__", None)
    return code is not None and is_opaque(operation) and all(item.opname in _EMPTY for item in get_instructions(code))


def touched(operation: Operation, app: str, models: Models) -> list[tuple[Key, Key]]:
    """The models an operation changes, as pairs (key before, key after)."""
    names = class_names(operation)
    # AlterModelOptions with managed=False leaves the table where it is: Django documentation, "AlterModelOptions".
    if names & {"RunSQL", "RunPython", "AlterModelOptions", "AlterModelManagers"}:
        return []
    if "RenameModel" in names:
        return [((app, operation.old_name_lower), (app, operation.new_name_lower))]  # type: ignore[attr-defined]
    if is_opaque(operation) and not names - {"Operation"}:
        return [(key, key) for key in models.state.models]
    name = getattr(operation, "model_name", None) or getattr(operation, "name", None)
    key = (app, str(name).lower())
    return [(key, key)]


def hints_of(operation: Any) -> Hints:
    """What the operation itself tells beyond the two states."""
    names = class_names(operation)
    return Hints(
        fields={operation.old_name: operation.new_name} if "RenameField" in names else {},
        indexes={operation.old_name: operation.new_name} if "RenameIndex" in names and operation.old_name else {},
        named=_named_index(operation) if "RenameIndex" in names else {},
        given={operation.name: operation.field} if names & {"AddField", "AlterField"} else {},
        concurrently=bool(names & {"AddIndexConcurrently", "RemoveIndexConcurrently"}),
        validated="AddConstraintNotValid" not in names,
    )


def _named_index(operation: Any) -> dict[tuple[str, ...], str]:
    return {tuple(operation.old_fields): operation.new_name} if operation.old_fields else {}


def own_statements(operation: Any, before: ModelView | None, limit: int | None) -> Iterator[Statement]:
    """Forward statements of operations that leave no trace in the state."""
    names = class_names(operation)
    if "ValidateConstraint" in names and before is not None:
        yield ValidateConstraint(table=before.table(limit), name=operation.name)
    elif "CreateExtension" in names:
        yield CreateObject(kind="extension", name=operation.name, if_not_exists=True)
    elif "CreateCollation" in names:
        yield CreateObject(kind="collation", name=operation.name)
    elif "RemoveCollation" in names:
        yield DropObject(kind="collation", name=operation.name)
    elif is_opaque(operation):
        yield Opaque(reason=f"{type(operation).__name__} is a custom operation")


def own_reverse_statements(operation: Any, after: ModelView | None, limit: int | None) -> Iterator[Statement]:
    """The same, backwards."""
    names = class_names(operation)
    if "CreateExtension" in names:
        yield DropObject(kind="extension", name=operation.name, if_exists=True)
    elif "CreateCollation" in names:
        yield DropObject(kind="collation", name=operation.name)
    elif "RemoveCollation" in names:
        yield CreateObject(kind="collation", name=operation.name)
    elif is_opaque(operation):
        yield Opaque(reason=f"{type(operation).__name__} is a custom operation")


def model_named_by(operation: Any, app: str) -> str | None:
    """The model name routers are asked about; None for RunSQL and RunPython."""
    if isinstance(operation, RunSQL | RunPython | SeparateDatabaseAndState):
        return None
    name = getattr(operation, "model_name", None) or getattr(operation, "new_name", None)
    name = name or getattr(operation, "name", None)
    return str(name).lower() if name else None
