"""A few tables of a live PostgreSQL database, looked at on Django's own connection."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from schemaguard.databases.looks import Folded, Look, LookedColumn, LookedPart, Looks
from schemaguard.databases.postgresql.catalogue import query
from schemaguard.databases.postgresql.normalize import LONGEST
from schemaguard.databases.postgresql.type_losses import KNOWN
from schemaguard.databases.postgresql.type_names import read

_KINDS = {"p": "primary_key", "u": "unique", "f": "foreign_key", "c": "check", "x": "exclude"}


class Cut(Folded):
    """By names of any length, of which the server keeps the beginning."""

    @staticmethod
    def fold(name: str) -> str:
        """Manual 18, "Identifiers and Key Words"; a character is kept as a whole, or not at all."""
        return name.encode()[:LONGEST].decode(errors="ignore")


def look(connection: Any, tables: frozenset[str]) -> Looks:
    """Two queries, whatever the number of tables."""
    names = sorted(tables)
    quoted = [connection.ops.quote_name(name) for name in names]
    columns: dict[str, dict[str, LookedColumn]] = {}
    parts: dict[str, dict[str, LookedPart]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(query("look_columns"), [names, quoted])
        for table, name, kind, null in cursor.fetchall():
            found = columns.setdefault(table, {})
            if name is not None:
                found[name] = LookedColumn(kind, null)
        cursor.execute(query("look_parts"), [names, quoted, names, quoted])
        for table, name, kind, unique, valid, on in cursor.fetchall():
            parts[table][name] = LookedPart(tuple(on), unique, _KINDS.get(kind, kind), valid)
    return Cut((table, Look(Cut(found.items()), Cut(parts[table].items()))) for table, found in columns.items())


def same_type(stated: str, found: str) -> bool | None:
    """Domains, enums and types of extensions may have several names."""
    one, other = read(stated), read(found)
    if one == other:
        return True
    return False if {one.name, other.name} <= KNOWN else None
