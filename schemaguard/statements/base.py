"""What all statements have in common, and the one for what could not be understood."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Statement:
    """Base of all statements. ``sql`` is the text it was read from; empty for Django's operations."""

    sql: str = ""

    def __repr__(self) -> str:
        # Written once here: generating it for each class took half of the time to import them.
        values = ((item.name, getattr(self, item.name), item.default) for item in fields(self))
        shown = ", ".join(f"{name}={value!r}" for name, value, default in values if value != default)
        return f"{type(self).__name__}({shown})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TableStatement(Statement):
    """Anything done to one table or to something in it."""

    table: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Opaque(Statement):
    """Something that could not be understood. ``reason`` says why; a human has to look."""

    reason: str
