"""Whether SQL leaves something behind that a reverse would have to undo: shared by rules about the way back."""

from __future__ import annotations

from collections.abc import Iterable

from schemaguard.statements import (
    AddEnumValue,
    Block,
    Comment,
    CreateObject,
    CreateTable,
    DropTable,
    Grant,
    LockTable,
    Maintenance,
    Opaque,
    RefreshView,
    Reindex,
    RunCode,
    Select,
    SetParameter,
    Statement,
    Transaction,
    ValidateConstraint,
)

#: They leave neither rows nor schema behind. Rights, comments and settings are the administrator's.
_NOTHING = (
    Comment,
    Grant,
    LockTable,
    Maintenance,
    RefreshView,
    Reindex,
    SetParameter,
    Transaction,
    ValidateConstraint,
)

#: Functions that a SELECT may call without changing anything.
_READING = frozenset(
    """
    array_agg avg cast coalesce concat count current_database current_date current_schema current_setting
    current_timestamp date_trunc exists extract greatest json_agg jsonb_agg least length lower max min now
    pg_advisory_lock pg_advisory_xact_lock pg_backend_pid pg_relation_size pg_size_pretty pg_sleep
    pg_total_relation_size pg_typeof row_number string_agg substr substring sum to_char to_regclass trim upper
    database version
    """.split()
)


def leaves_something(statement: Statement) -> bool | None:
    """Whether a reverse that does nothing leaves its effect in place; None where that cannot be told."""
    if isinstance(statement, Opaque | Block):
        return None
    if isinstance(statement, Select):
        return None if {name.lower() for name in statement.functions} - _READING else False
    if isinstance(statement, CreateTable | DropTable) and statement.kind == "temporary":
        return False
    if isinstance(statement, CreateObject) and statement.kind == "extension":
        return not statement.if_not_exists
    if isinstance(statement, AddEnumValue):
        # A value cannot be dropped again. With IF NOT EXISTS the migration can at least be applied again.
        return "IF NOT EXISTS" not in " ".join(statement.sql.upper().split())
    return not isinstance(statement, _NOTHING)


def does_nothing(statements: Iterable[Statement]) -> bool:
    """Whether the way back is empty, or only looks as if it did something."""
    return all(item.noop if isinstance(item, RunCode) else leaves_something(item) is False for item in statements)
