"""What rows of any catalogue have in common: most are about a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol, TypeVar


class OfTable(Protocol):
    """A row that names its table."""

    @property
    def table(self) -> str:
        """The name of the table."""


R = TypeVar("R", bound=OfTable)


def by_table(rows: Iterable[R]) -> dict[str, list[R]]:
    """The rows of each table, in their order."""
    found: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        found[row.table].append(row)
    return found
