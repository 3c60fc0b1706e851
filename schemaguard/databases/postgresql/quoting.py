"""Names and texts as they stand in PostgreSQL's SQL. Manual, "Lexical Structure"."""

from __future__ import annotations


def quoted(name: str) -> str:
    """An identifier."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def literal(value: str) -> str:
    """A text, where ``standard_conforming_strings`` is on as it is by default."""
    doubled = value.replace("'", "''")
    return f"'{doubled}'"
