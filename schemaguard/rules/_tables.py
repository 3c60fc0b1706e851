"""Which table a statement is about, also where it only names an index, a trigger or a partition."""

from __future__ import annotations

from schemaguard.statements import Statement


def table_of(statement: Statement) -> str | None:
    """The table that the statement locks; None where the text does not name one."""
    table = getattr(statement, "table", None)
    return table if isinstance(table, str) and table else None
