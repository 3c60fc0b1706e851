"""How much a difference between two schemas matters."""

from __future__ import annotations

import enum


class Weight(enum.StrEnum):
    """How much a difference between two schemas matters; the order is least first."""

    INFO = "info"
    WARNING = "warning"
    #: The application can break, or lose data.
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for info, 1 for a warning, 2 for an error."""
        return list(Weight).index(self)
