"""Keeps rows from being changed or deleted."""

from __future__ import annotations

from typing import Any

from schemaguard.databases.refusing import triggers


def append_only(connection: Any, tables: tuple[str, ...]) -> tuple[str, ...]:
    """What is missing, as statements; nothing where all is there."""
    listing = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    return triggers(connection, listing, tables, lambda said: f"BEGIN SELECT RAISE(ABORT, '{said}'); END")
