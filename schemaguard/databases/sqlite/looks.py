"""A few tables of a live SQLite database, looked at on Django's own connection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from schemaguard.databases.looks import Folded, Look, LookedColumn, LookedPart, Looks
from schemaguard.databases.sqlite.types import affinity

_NAME = r'(?:"((?:[^"]|"")+)"|`([^`]+)`|\[([^\]]+)\]|(\w+))'
#: Names of constraints stand only in the statement that made the table.
_CONSTRAINT = re.compile(rf"\bCONSTRAINT\s+{_NAME}\s+(CHECK|UNIQUE|FOREIGN|PRIMARY|REFERENCES)\b", re.IGNORECASE)
_KINDS = {
    "CHECK": "check",
    "UNIQUE": "unique",
    "FOREIGN": "foreign_key",
    "REFERENCES": "foreign_key",
    "PRIMARY": "primary_key",
}


def look(connection: Any, tables: frozenset[str]) -> Looks:
    """A few pragmas for each table."""
    found = Folded()
    with connection.cursor() as cursor:
        for table in sorted(tables):
            columns = _asked(cursor, "table_xinfo", connection.ops.quote_name(table))
            if columns:
                looked = Folded((name, LookedColumn(kind, not required)) for _, name, kind, required, *_ in columns)
                found[table.lower()] = Look(looked, Folded(_parts(cursor, table, connection.ops.quote_name)))
    return found


def _parts(cursor: Any, table: str, quote: Any) -> Iterator[tuple[str, LookedPart]]:
    for _, name, unique, origin, *_ in _asked(cursor, "index_list", quote(table)):
        names = tuple(column or "" for _, _, column in _asked(cursor, "index_info", quote(name)))
        yield name, LookedPart(names, bool(unique), "primary_key" if origin == "pk" else "index")
    keys: dict[int, list[str]] = {}
    for number, _, _, column, *_ in _asked(cursor, "foreign_key_list", quote(table)):
        keys.setdefault(number, []).append(column)
    for number, on in keys.items():
        yield f"foreign key {number}", LookedPart(tuple(on), kind="foreign_key")
    cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(%s)", [table])
    for (text,) in cursor.fetchall():
        for *names, word in _CONSTRAINT.findall(text or ""):
            kind = _KINDS[word.upper()]
            name = next(filter(None, names)).replace('""', '"')
            yield name, LookedPart((), kind in ("unique", "primary_key"), kind)


def _asked(cursor: Any, pragma: str, name: str) -> list[Any]:
    cursor.execute(f"PRAGMA {pragma}({name})")
    return list(cursor.fetchall())


def same_type(stated: str, found: str) -> bool | None:
    """What a type is called means nothing, apart from its affinity."""
    if stated.lower() == found.lower():
        return True
    return None if affinity(stated.lower()) == affinity(found.lower()) else False
