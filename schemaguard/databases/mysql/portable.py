"""What MySQL and MariaDB have in common with the other databases."""

from __future__ import annotations

import re

from schemaguard.databases.families import BYTES, DATE, DECIMAL, FLOAT, INTEGER, TEXT, TIME, TIMESTAMP, reduced
from schemaguard.schema.objects import Index, Table
from schemaguard.schema.snapshot import SchemaSnapshot

_FAMILIES = {
    **dict.fromkeys("tinyint smallint mediumint int bigint".split(), INTEGER),
    **dict.fromkeys("char varchar tinytext text mediumtext longtext enum set json uuid inet4 inet6".split(), TEXT),
    **dict.fromkeys("binary varbinary tinyblob blob mediumblob longblob".split(), BYTES),
    **dict.fromkeys(("float", "double"), FLOAT),
    **dict.fromkeys(("datetime", "timestamp"), TIMESTAMP),
    "decimal": DECIMAL,
    "date": DATE,
    "time": TIME,
}


def portable(snapshot: SchemaSnapshot) -> SchemaSnapshot:
    """Tables with their columns and keys; types as families."""
    return reduced(snapshot, family, _plain)


def family(text: str) -> str:
    """The family of a type; empty where it has none."""
    found = re.match(r"\w+", text)
    return _FAMILIES.get(found[0], "") if found else ""


def _plain(table: Table, index: Index) -> tuple[str, ...]:
    """A direction changes nothing about what is unique; a prefix does."""
    known = {column.name for column in table.columns}
    columns = tuple(part if part in known else part.removesuffix(" DESC") for part in index.elements)
    return columns if known.issuperset(columns) else ()
