"""Locks of statements about triggers, views, domains and other objects in PostgreSQL."""

from __future__ import annotations

from schemaguard.databases.base import Lock
from schemaguard.databases.postgresql.modes import (
    ACCESS_EXCLUSIVE,
    EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    held,
)
from schemaguard.statements import (
    AlterDomain,
    AlterObject,
    Comment,
    CreateObject,
    DropObject,
    Maintenance,
    RefreshView,
)
from schemaguard.target import Target

#: What is locked is the table they are made on, or the view itself. Measured.
_CREATED = {
    "trigger": SHARE_ROW_EXCLUSIVE,
    "rule": ACCESS_EXCLUSIVE,
    "policy": ACCESS_EXCLUSIVE,
    "statistics": SHARE_UPDATE_EXCLUSIVE,
    "publication": SHARE_UPDATE_EXCLUSIVE,
}
_DROPPED = {
    "trigger": ACCESS_EXCLUSIVE,
    "rule": ACCESS_EXCLUSIVE,
    "policy": ACCESS_EXCLUSIVE,
    "view": ACCESS_EXCLUSIVE,
    "materialized_view": ACCESS_EXCLUSIVE,
    "sequence": ACCESS_EXCLUSIVE,
    "statistics": SHARE_UPDATE_EXCLUSIVE,
}
_ALTERED = {
    "trigger": ACCESS_EXCLUSIVE,
    "rule": ACCESS_EXCLUSIVE,
    "policy": ACCESS_EXCLUSIVE,
    "view": ACCESS_EXCLUSIVE,
    "materialized_view": ACCESS_EXCLUSIVE,
    "sequence": SHARE_ROW_EXCLUSIVE,
}
_COMMENTED = frozenset({"table", "column", "index", "view", "materialized_view", "foreign_table"})
_VERBS = {
    "vacuum": held(SHARE_UPDATE_EXCLUSIVE, scans=True),
    "vacuum_full": held(ACCESS_EXCLUSIVE, rewrites=True),
    "cluster": held(ACCESS_EXCLUSIVE, rewrites=True),
    # It reads a sample, whose size does not grow with the table: manual 18, ANALYZE, notes.
    "analyze": held(SHARE_UPDATE_EXCLUSIVE),
}


def create_object(statement: CreateObject, target: Target) -> Lock | None:
    """A view that replaces another one is locked like a table."""
    if statement.kind == "view" and statement.replace:
        return held(ACCESS_EXCLUSIVE)
    mode = _CREATED.get(statement.kind)
    return held(mode) if mode else None


def drop_object(statement: DropObject, target: Target) -> Lock | None:
    """CASCADE reaches the columns of a type, the triggers of a function, the tables of a schema. Measured."""
    mode = ACCESS_EXCLUSIVE if statement.cascade else _DROPPED.get(statement.kind)
    return held(mode) if mode else None


def alter_object(statement: AlterObject, target: Target) -> Lock | None:
    """A sequence is locked whole only when it gets another name, owner or schema. Measured."""
    mode = _ALTERED.get(statement.kind)
    if statement.kind == "sequence" and statement.what in ("rename", "owner", "schema"):
        mode = ACCESS_EXCLUSIVE
    return held(mode) if mode else None


def alter_domain(statement: AlterDomain, target: Target) -> Lock | None:
    """Every table that uses the domain is locked and read, whichever that are. Measured."""
    checks = {"add_constraint": statement.validated, "set_not_null": True, "validate": True}
    return held(SHARE, scans=True) if checks.get(statement.what, False) else None


def comment(statement: Comment, target: Target) -> Lock | None:
    """COMMENT ON waits for other changes of the table, though never for its users."""
    return held(SHARE_UPDATE_EXCLUSIVE) if statement.kind in _COMMENTED else None


def refresh_view(statement: RefreshView, target: Target) -> Lock:
    """Nobody but another refresh writes to a materialized view, so that EXCLUSIVE stops no user."""
    if statement.concurrently:
        return Lock(EXCLUSIVE, scans=True)
    return held(ACCESS_EXCLUSIVE, rewrites=True)


def maintenance(statement: Maintenance, target: Target) -> Lock | None:
    """VACUUM and its kin."""
    return _VERBS.get(statement.verb)
