"""A few tables of a live MySQL or MariaDB database, looked at on Django's own connection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from schemaguard.databases.looks import Folded, Look, LookedColumn, LookedPart, Looks
from schemaguard.databases.mysql.type_names import read

#: What one of the two servers makes of a type of Django's: manual of MariaDB, "JSON Data Type".
_SPELLED_OTHERWISE = frozenset({"json", "longtext", "uuid", "char"})
_KINDS = {"PRIMARY KEY": "primary_key", "UNIQUE": "unique", "FOREIGN KEY": "foreign_key", "CHECK": "check"}

_COLUMNS = """
    SELECT t.table_name, c.column_name, c.column_type, c.is_nullable = 'YES'
    FROM information_schema.tables AS t
    LEFT JOIN information_schema.columns AS c ON c.table_schema = t.table_schema AND c.table_name = t.table_name
    WHERE t.table_schema = DATABASE() AND t.table_name IN %s
"""
_INDEXES = """
    SELECT table_name, index_name, column_name, non_unique = 0
    FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND table_name IN %s
    ORDER BY table_name, index_name, seq_in_index
"""
_CONSTRAINTS = """
    SELECT t.table_name, t.constraint_name, t.constraint_type, k.column_name
    FROM information_schema.table_constraints AS t
    LEFT JOIN information_schema.key_column_usage AS k
        ON k.table_schema = t.table_schema AND k.table_name = t.table_name AND k.constraint_name = t.constraint_name
        AND k.constraint_schema = t.constraint_schema
    WHERE t.table_schema = DATABASE() AND t.table_name IN %s
    ORDER BY t.table_name, t.constraint_name, k.ordinal_position
"""


def look(connection: Any, tables: frozenset[str]) -> Looks:
    """Three queries, whatever the number of tables. Names are compared as if they had no capital letters."""
    if not tables:
        return {}
    wanted = [tuple(sorted(tables))]
    columns: dict[str, list[tuple[str, LookedColumn]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, wanted)
        for table, name, kind, null in cursor.fetchall():
            found = columns.setdefault(table, [])
            if name is not None:
                found.append((name, LookedColumn(_text(kind), bool(null))))
        parts = dict(_parts(cursor, wanted))
    looks = {table: Look(Folded(found), Folded(parts.get(table, {}).items())) for table, found in columns.items()}
    return Folded(looks.items())


def _parts(cursor: Any, wanted: list[Any]) -> Iterator[tuple[str, dict[str, LookedPart]]]:
    found: dict[tuple[str, str], tuple[list[str], bool, str]] = {}
    cursor.execute(_INDEXES, wanted)
    for table, name, column, unique in cursor.fetchall():
        kind = "primary_key" if name == "PRIMARY" else "index"
        found.setdefault((table, name), ([], bool(unique), kind))[0].append(column or "")
    cursor.execute(_CONSTRAINTS, wanted)
    for table, name, word, column in cursor.fetchall():
        kind = _KINDS.get(word, word.lower())
        if kind in ("foreign_key", "check"):
            # A foreign key may have the name of the index that serves it.
            found.setdefault((table, name), ([], False, kind))
            known = found[table, name]
            if known[2] != kind:
                found[table, name] = (known[0], known[1], kind)
            elif column:
                known[0].append(column)
    tables: dict[str, dict[str, LookedPart]] = defaultdict(dict)
    for (table, name), (on, unique, kind) in found.items():
        tables[table][name] = LookedPart(tuple(on), unique, kind)
    yield from tables.items()


def same_type(stated: str, found: str) -> bool | None:
    """Types that the two servers spell in their own ways cannot be told apart by name."""
    one, other = read(stated), read(found)
    if (one.name, one.sizes, one.unsigned, one.members) == (other.name, other.sizes, other.unsigned, other.members):
        return True
    return None if {one.name, other.name} & _SPELLED_OTHERWISE else False


def _text(value: object) -> str:
    """MySQL 8 gives types as bytes to some drivers."""
    return value.decode() if isinstance(value, bytes) else str(value)
