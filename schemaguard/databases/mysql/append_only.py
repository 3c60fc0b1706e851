"""Triggers that keep rows from being changed or deleted. TRUNCATE cannot be refused: it runs no triggers."""

from __future__ import annotations

from typing import Any

#: How their names begin; the readers of schemas leave them out.
NAME = "schemaguard_append_only"


def append_only(connection: Any, tables: tuple[str, ...]) -> tuple[str, ...]:
    """What is missing, as statements; nothing where all is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()")
        found = {str(row[0]) for row in cursor.fetchall()}
    wanted = {f"{NAME}_{table}_{event.lower()}": (table, event) for table in tables for event in ("UPDATE", "DELETE")}
    return tuple(
        f"CREATE TRIGGER IF NOT EXISTS {connection.ops.quote_name(name)} BEFORE {event} ON "
        f"{connection.ops.quote_name(table)} FOR EACH ROW "
        f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'The ledger of schemaguard is append-only: {event} is refused.'"
        for name, (table, event) in wanted.items()
        if name not in found
    )
