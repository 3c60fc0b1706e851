"""Triggers that keep rows from being changed or deleted."""

from __future__ import annotations

from typing import Any

#: How their names begin; the readers of schemas leave them out.
NAME = "schemaguard_append_only"


def append_only(connection: Any, tables: tuple[str, ...]) -> tuple[str, ...]:
    """What is missing, as statements; nothing where all is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        found = {str(row[0]) for row in cursor.fetchall()}
    wanted = {f"{NAME}_{table}_{event.lower()}": (table, event) for table in tables for event in ("UPDATE", "DELETE")}
    return tuple(
        f"CREATE TRIGGER IF NOT EXISTS {connection.ops.quote_name(name)} BEFORE {event} ON "
        f"{connection.ops.quote_name(table)} "
        f"BEGIN SELECT RAISE(ABORT, 'The ledger of schemaguard is append-only: {event} is refused.'); END"
        for name, (table, event) in wanted.items()
        if name not in found
    )
