"""What PostgreSQL has in common with the other databases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from schemaguard.databases.families import BYTES, DATE, DECIMAL, FLOAT, INTEGER, TEXT, TIME, TIMESTAMP, reduced
from schemaguard.schema.kinds import full_name
from schemaguard.schema.objects import Index, Table
from schemaguard.schema.snapshot import SchemaSnapshot

#: By the names that ``format_type`` gives, without sizes. Durations are intervals here and numbers elsewhere.
_FAMILIES = {
    **dict.fromkeys("smallint integer bigint boolean interval".split(), INTEGER),
    **dict.fromkeys("text uuid json jsonb inet cidr citext bpchar name character".split(), TEXT),
    "character varying": TEXT,
    "numeric": DECIMAL,
    **dict.fromkeys(("real", "double precision"), FLOAT),
    "bytea": BYTES,
    "date": DATE,
    **dict.fromkeys(("time without time zone", "time with time zone"), TIME),
    **dict.fromkeys(("timestamp without time zone", "timestamp with time zone"), TIMESTAMP),
}
_SIZE = re.compile(r"\s*\([^)]*\)")
_DIRECTION = re.compile(r"(?: DESC)?(?: NULLS (?:FIRST|LAST))?$")
#: A domain may be of a domain, but not for ever.
_DEPTH = 10


def portable(snapshot: SchemaSnapshot) -> SchemaSnapshot:
    """Tables with their columns and keys; types as families."""
    enums = {full_name(item) for item in snapshot.all("enum")}
    domains = {full_name(item): item.type for item in snapshot.all("domain")}
    return reduced(snapshot, partial(family, enums=enums, domains=domains), _plain)


def family(text: str, enums: set[str] | frozenset[str] = frozenset(), domains: Mapping[str, str] | None = None) -> str:
    """The family of a type; empty where it has none. An enumerated type is a text, a domain what it is made of."""
    for _ in range(_DEPTH):
        base = _unquoted(text)
        if domains is None or base not in domains:
            break
        text = domains[base]
    if base in enums:
        return TEXT
    name = _SIZE.sub("", text)
    return _FAMILIES.get(name) or _FAMILIES.get(name.rpartition(".")[2], "")


def _plain(table: Table, index: Index) -> tuple[str, ...]:
    """A direction changes nothing about what is unique; an operator class or a collation may."""
    known = {column.name for column in table.columns}
    columns = tuple(part if part in known else _DIRECTION.sub("", part) for part in index.elements)
    return columns if known.issuperset(columns) else ()


def _unquoted(name: str) -> str:
    return re.sub(r'"((?:[^"]|"")*)"', lambda found: found[1].replace('""', '"'), name)
