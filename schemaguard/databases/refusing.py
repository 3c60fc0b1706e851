"""Triggers of MySQL and SQLite that keep rows from being changed or deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: How their names begin; the readers of schemas leave them out.
NAME = "schemaguard_append_only"


def triggers(connection: Any, listing: str, tables: tuple[str, ...], body: Callable[[str], str]) -> tuple[str, ...]:
    """Statements for those that are missing.

    ``listing`` is SQL for the names of the triggers that are there; ``body`` gives what a trigger does that refuses,
    with a message for whoever tried.
    """
    with connection.cursor() as cursor:
        cursor.execute(listing)
        found = {str(row[0]) for row in cursor.fetchall()}
    wanted = {f"{NAME}_{table}_{event.lower()}": (table, event) for table in tables for event in ("UPDATE", "DELETE")}
    quote = connection.ops.quote_name
    return tuple(
        f"CREATE TRIGGER IF NOT EXISTS {quote(name)} BEFORE {event} ON {quote(table)} FOR EACH ROW "
        + body(f"The ledger of schemaguard is append-only: {event} is refused.")
        for name, (table, event) in wanted.items()
        if name not in found
    )
