"""What the walk needs to know about a database, without importing one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from schemaguard.statements import Statement


class Dialect(Protocol):
    """One kind of database, as far as translating migrations goes."""

    @property
    def vendor(self) -> str:
        """Django's word for the kind of database."""
        ...

    @property
    def data_types(self) -> Mapping[str, str | Callable[[Mapping[str, Any]], str]]:
        """Column types by Django's internal type, in the form Django's backends use."""
        ...

    @property
    def max_name_length(self) -> int | None:
        """How long a name may be; Django shortens longer ones."""
        ...

    @property
    def related_fields_match_type(self) -> bool:
        """Whether a foreign key has exactly the type of its target (MySQL)."""
        ...

    def parse(self, sql: str) -> tuple[Statement, ...]:
        """Read SQL text. Never raises: what is not understood comes back as Opaque."""
        ...


class StandInConnection:
    """What ``Field.db_type`` asks of a connection, answered without a database or a driver."""

    def __init__(self, dialect: Dialect) -> None:
        self.vendor = dialect.vendor
        self.data_types = dialect.data_types
        self.ops = self
        self.features = self
        self.related_fields_match_type = dialect.related_fields_match_type

    def quote_name(self, name: str) -> str:
        """The name itself: types are compared, never executed."""
        return name
