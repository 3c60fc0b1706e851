"""A few collections of a live MongoDB database. Their documents have no columns that could be looked at."""

from __future__ import annotations

from typing import Any

from schemaguard.databases.looks import Look, LookedPart, Looks


def look(connection: Any, tables: frozenset[str]) -> Looks:
    """The indexes of those that are there."""
    connection.ensure_connection()
    database = connection.database
    names = [item["name"] for item in database.list_collections(filter={"name": {"$in": sorted(tables)}})]
    return {name: Look(None, _indexes(database[name])) for name in names}


def _indexes(collection: Any) -> dict[str, LookedPart]:
    return {
        item["name"]: LookedPart(tuple(item["key"]), bool(item.get("unique")), valid=not item.get("hidden", False))
        for item in collection.list_indexes()
    }


def filled(connection: Any, table: str, column: str | None, most: int) -> int:
    """How many documents a collection has, or how many of them have a value in a field; ``most`` at the most."""
    connection.ensure_connection()
    wanted = {column: {"$exists": True, "$ne": None}} if column else {}
    return int(connection.database[table].count_documents(wanted, limit=most))
