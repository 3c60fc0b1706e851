"""What a statement is about, in one word that stays the same."""

from __future__ import annotations

from schemaguard.statements import TableStatement


def subject_of(statement: TableStatement) -> str:
    """``table.column``, ``table.index``, ``table.constraint``, or the table."""
    for attribute in ("column", "after"):
        found = getattr(statement, attribute, None)
        if found is not None:
            return f"{statement.table}.{found if isinstance(found, str) else found.name}"
    for attribute in ("index", "constraint"):
        found = getattr(statement, attribute, None)
        if found is not None:
            return f"{statement.table}.{found.name or '_'.join(found.columns)}"
    return statement.table
