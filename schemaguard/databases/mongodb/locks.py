"""Locks."""

from __future__ import annotations

from schemaguard.databases.base import Lock
from schemaguard.statements import Statement
from schemaguard.target import Target


def lock(statement: Statement, target: Target) -> Lock | None:
    """The lock."""
    return None
