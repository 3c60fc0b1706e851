"""Keeps rows from being changed or deleted. TRUNCATE cannot be refused: it runs no triggers."""

from __future__ import annotations

from typing import Any

from schemaguard.databases.refusing import triggers

_LISTING = "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()"


def append_only(connection: Any, tables: tuple[str, ...]) -> tuple[str, ...]:
    """What is missing, as statements; nothing where all is there."""
    return triggers(connection, _LISTING, tables, lambda said: f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{said}'")
