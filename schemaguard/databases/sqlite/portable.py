"""What SQLite has in common with the other databases."""

from __future__ import annotations

from schemaguard.databases import families
from schemaguard.databases.sqlite.normalize import element
from schemaguard.databases.sqlite.types import affinity
from schemaguard.schema.objects import Index, Table
from schemaguard.schema.snapshot import SchemaSnapshot

#: The types that Django declares, and their like, by their first word; SQLite itself tells affinities only.
_FAMILIES = {
    **dict.fromkeys(("bool", "boolean"), families.INTEGER),
    **dict.fromkeys(("decimal", "numeric"), families.DECIMAL),
    **dict.fromkeys(("datetime", "timestamp", "timestamptz"), families.TIMESTAMP),
    **dict.fromkeys(("uuid", "json", "jsonb", "inet", "citext"), families.TEXT),
    "date": families.DATE,
    "time": families.TIME,
    # SpatiaLite's; a POINT has the affinity of an INT.
    **dict.fromkeys(("point", "multipoint"), ""),
}
_OF_AFFINITY = {
    "INTEGER": families.INTEGER,
    "TEXT": families.TEXT,
    "BLOB": families.BYTES,
    "REAL": families.FLOAT,
}


def portable(snapshot: SchemaSnapshot) -> SchemaSnapshot:
    """Ordinary tables with their columns and keys; types as families."""
    return families.reduced(snapshot, family, _plain)


def _plain(table: Table, index: Index) -> tuple[str, ...]:
    names = {element(column.name): column.name for column in table.columns}
    columns = [names.get(part.removesuffix(" DESC"), "") for part in index.elements]
    return tuple(columns) if all(columns) else ()


def family(declared: str) -> str:
    """The family of a declared type; empty where it has none."""
    if not declared:
        return ""
    word = declared.partition("(")[0].partition(" ")[0]
    return _FAMILIES[word] if word in _FAMILIES else _OF_AFFINITY.get(affinity(declared), "")
