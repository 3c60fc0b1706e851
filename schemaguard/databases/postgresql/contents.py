"""The rows of tables as hashes, made by the server. A table is read again only where it may have changed.

A value is hashed as the text that the server writes for it, without what means nothing: zeros at the end of a number,
the order of keys in JSON, the time zone of a moment (the session has UTC), what a collation takes for equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemaguard.databases.postgresql.quoting import quoted
from schemaguard.databases.postgresql.watch import Seen, Touched
from schemaguard.databases.stage import TableRows
from schemaguard.schema.kinds import full_name
from schemaguard.schema.objects import Domain, Table, View

RECORDER = "django_migrations"
#: JSON that jsonb may refuse: escapes that are no character, numbers beyond all bounds. It counts as it is written.
_NOT_JSONB = r"\\u|[eE][-+]?\d{4}"

#: What a table's rows depend on: its file and counter, and its shape; of a partitioned one those of its partitions.
Stamp = tuple[tuple[int, Touched | None, int | None], ...]


@dataclass(frozen=True)
class Contents:
    """What was read last."""

    #: By oid.
    known: Mapping[int, tuple[Stamp, TableRows]] = field(default_factory=dict)
    #: By name, as a State has them.
    rows: Mapping[str, TableRows] = field(default_factory=dict)
    #: Sentences about what is not read.
    notes: tuple[str, ...] = ()


def read_contents(cursor: Any, seen: Seen, last: Contents, last_seen: Seen | None, limit: int) -> Contents:
    """The rows of all tables; those that have not changed from last time."""
    # With a type, the texts of its values may change: an enum's label is renamed.
    comparable = last_seen is not None and last_seen.clock == seen.clock and last_seen.alone is seen.alone
    known: dict[int, tuple[Stamp, TableRows]] = {}
    rows: dict[str, TableRows] = {}
    reader = _Reader(cursor, seen, limit)
    for oid, stamp, item in _stamped(seen):
        before = last.known.get(oid) if comparable else None
        found = before[1] if before is not None and before[0] == stamp else reader.read(oid, item)
        known[oid], rows[full_name(item)] = (stamp, found), found
    notes = [
        f"The rows of {full_name(item)} are elsewhere and are not read."
        for item in seen.relations.objects.values()
        if isinstance(item, Table) and item.kind == "foreign"
    ]
    return Contents(known, rows, tuple(sorted(notes)))


def restamped(contents: Contents, seen: Seen) -> Contents:
    """The same rows, of which is known that they are what ``seen`` has counted."""
    known = {oid: (stamp, contents.known[oid][1]) for oid, stamp, _ in _stamped(seen) if oid in contents.known}
    return Contents(known, contents.rows, contents.notes)


def _stamped(seen: Seen) -> Iterator[tuple[int, Stamp, Table | View]]:
    """Everything that has rows of its own. Partitions belong to the table that they are parts of."""
    parts: dict[str, list[int]] = {}
    for oid, item in seen.relations.objects.items():
        if isinstance(item, Table) and item.partition_of:
            parts.setdefault(item.partition_of, []).append(oid)
    for oid, item in seen.relations.objects.items():
        if isinstance(item, View) and item.kind == "materialized":
            yield oid, ((oid, seen.touched.get(oid), None),), item
        elif isinstance(item, Table) and item.kind != "foreign" and not item.partition_of and item.name != RECORDER:
            yield oid, tuple(_stamp(seen, oid, parts)), item


def _stamp(seen: Seen, oid: int, parts: Mapping[str, list[int]]) -> Iterator[tuple[int, Touched | None, int | None]]:
    mark = seen.marks.get(oid)
    yield oid, seen.touched.get(oid), mark.shape if mark else None
    for part in sorted(parts.get(full_name(seen.relations.objects[oid]), ())):
        yield from _stamp(seen, part, parts)


class _Reader:
    def __init__(self, cursor: Any, seen: Seen, limit: int) -> None:
        self.cursor = cursor
        self.seen = seen
        self.limit = limit
        self.domains = {full_name(item): item.type for item in seen.alone if isinstance(item, Domain)}

    def read(self, oid: int, item: Table | View) -> TableRows:
        if isinstance(item, View):
            return _of_view(populated=bool((touched := self.seen.touched.get(oid)) and touched.populated))
        relation = self.seen.relations.rows[oid]
        catalogue = self.seen.catalogue
        schema = catalogue.schemas[relation.namespace] or catalogue.own_name
        name = f"{quoted(schema)}.{quoted(relation.name)}"
        if relation.secured and relation.forced and not self.seen.sees_all:
            # Taken back with everything else when all is read.
            self.cursor.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
        return self._of(item, name if item.kind else f"ONLY {name}")

    def _of(self, table: Table, name: str) -> TableRows:
        types = {column.name: column.type for column in table.columns}
        key = table.primary_key[0].columns if table.primary_key else ()
        keys = [_text(quoted(column), self._base(types[column])) for column in key]
        hashes = [self._hash(quoted(column), type_name) for column, type_name in types.items()]
        chosen = ", ".join([*keys, *hashes]) or "NULL"
        found = self._ask(f"SELECT {chosen} FROM {name} LIMIT {self.limit + 1}")  # noqa: S608 - names are quoted.
        if len(found) > self.limit:
            return self._sums(name, types, key, keys)
        width = len(keys)
        cells = {
            _joined(row[:width]) if key else str(number): tuple(row[width:]) if types else ()
            for number, row in enumerate(found)
        }
        return TableRows(tuple(types), key, cells, len(found))

    def _sums(self, name: str, types: Mapping[str, str], key: tuple[str, ...], keys: list[str]) -> TableRows:
        """Each value counts together with the key of its row, so that values that change places are seen."""
        seed = f"hashtextextended(concat_ws(', ', {', '.join(keys)}), 0)" if keys else "0"
        sums = [f"coalesce(sum({self._hash(quoted(column), of, seed)}), 0)" for column, of in types.items()]
        ((count, *totals),) = self._ask(f"SELECT {', '.join(['count(*)', *sums])} FROM {name}")  # noqa: S608
        return TableRows(tuple(types), key, {}, count, dict(zip(types, map(int, totals), strict=True)))

    def _ask(self, sql: str) -> list[tuple[Any, ...]]:
        self.cursor.execute(sql)
        found: list[tuple[Any, ...]] = self.cursor.fetchall()
        return found

    def _hash(self, column: str, type_name: str, seed: str = "0") -> str:
        """An expression for the hash of a column; NULL for NULL."""
        base = self._base(type_name)
        if base == "jsonb":
            return f"jsonb_hash_extended({column}, {seed})"
        if base in ("numeric[]", "jsonb[]"):
            return f"hash_array_extended({column}, {seed})"
        if base == "numrange":
            return f"hash_range_extended({column}, {seed})"
        text = f'hashtextextended(({_text(column, base)}) COLLATE "C", {seed})'
        if base == "json":
            hashed = f"jsonb_hash_extended({column}::jsonb, {seed})"
            return f"CASE WHEN {column}::text ~ '{_NOT_JSONB}' THEN {text} ELSE {hashed} END"
        return text

    def _base(self, type_name: str) -> str:
        """What a domain is made of."""
        while type_name in self.domains:
            type_name = self.domains[type_name]
        return type_name


def _of_view(*, populated: bool) -> TableRows:
    """What is in a materialized view follows from tables; whether it can be read at all does not."""
    return TableRows((), ("populated",), {"populated": ()} if populated else {}, int(populated))


def _text(column: str, base: str) -> str:
    is_number = base.partition("(")[0] == "numeric" and not base.endswith("]")
    return f"trim_scale({column})::text" if is_number else f"{column}::text"


def _joined(key: tuple[str, ...]) -> str:
    if len(key) == 1:
        return key[0]
    return ", ".join(part.replace("\\", "\\\\").replace(",", "\\,") for part in key)
