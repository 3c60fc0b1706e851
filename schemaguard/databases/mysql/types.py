"""Types."""

from __future__ import annotations

from schemaguard.databases.base import TypeChange
from schemaguard.target import Target


def type_change(before: str | None, after: str | None, target: Target) -> TypeChange:
    """The change."""
    return TypeChange("unknown", None)
