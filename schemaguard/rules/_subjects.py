"""What a statement is about, in one word that stays the same."""

from __future__ import annotations

from schemaguard.rules._tables import table_of
from schemaguard.statements import Statement


def subject_of(statement: Statement) -> str:
    """``table.column``, ``table.index``, ``table.constraint``, or the table."""
    table = table_of(statement) or ""
    for attribute in ("column", "after"):
        found = getattr(statement, attribute, None)
        if found is not None:
            return f"{table}.{found if isinstance(found, str) else found.name}"
    for attribute in ("index", "constraint"):
        found = getattr(statement, attribute, None)
        if found is not None:
            return f"{table}.{found.name or '_'.join(found.columns)}".rstrip(".")
    return table
