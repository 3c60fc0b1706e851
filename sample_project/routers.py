"""Which tables belong into which database."""

from __future__ import annotations

from typing import Any


class RelationalRouter:
    """Keeps every relational app away from the MongoDB alias ``documents``."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Refuse all tables on ``documents``; have no opinion about other databases."""
        return False if db == "documents" else None
