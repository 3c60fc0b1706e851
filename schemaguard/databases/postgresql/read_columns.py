"""Columns of tables, views, row types and indexes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from schemaguard.databases.postgresql.catalogue import Catalogue, Row
from schemaguard.databases.postgresql.normalize import as_made, chosen_for_sequence, options_of, sequence_options
from schemaguard.databases.postgresql.read_sequences import Owned
from schemaguard.schema.objects import Column, Options

_STORAGE = {"p": "plain", "e": "external", "m": "main", "x": "extended"}
_COMPRESSION = {"p": "pglz", "l": "lz4"}
#: Storage, compression, statistics and options of nearly every column.
_NOTHING_RARE = (None, None, None, None, None)
_IDENTITY = {"a": "always", "d": "by default"}


@dataclass
class Columns:
    """Columns by the oid of their relation."""

    #: In the order of the table.
    of: dict[int, list[Column]] = field(default_factory=lambda: defaultdict(list))
    #: Names by number: numbers of dropped columns are never used again.
    names: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    #: The oids of types and collations by number, for what indexes do by default.
    types: dict[int, dict[int, tuple[int, int]]] = field(default_factory=lambda: defaultdict(dict))
    #: The oids of sequences that are nothing but the means of a column.
    feeding: set[int] = field(default_factory=set)

    def full_names(self, relations: Mapping[int, str]) -> dict[tuple[int, int], str]:
        """The text "table.column" by the oid of the relation and the number of the column."""
        return {
            (oid, number): f"{relations[oid]}.{name}"
            for oid, names in self.names.items()
            for number, name in names.items()
            if oid in relations
        }


def read_columns(catalogue: Catalogue, owned: Mapping[tuple[int, int], list[Owned]]) -> Columns:
    """All columns. ``owned`` has the sequences that belong to columns, by relation and number."""
    rows = catalogue.rows("columns")
    comments = catalogue.comments("pg_class")
    spelled = _spellings(catalogue, {(row[3], row[4]) for row in rows})
    collations = _collations(catalogue, {row[8] for row in rows if row[8]})
    unproven = _unproven(catalogue)
    found = Columns()
    relation, position = 0, 0
    for row in rows:
        oid, number, name, type_oid, modifier, not_null, identity, generated, collation, *_rare, default = row
        if oid != relation:
            relation, position = oid, 0
            columns, names, types = found.of[oid], found.names[oid], found.types[oid]
        position += 1
        names[number] = name
        types[number] = (type_oid, collation)
        candidates = owned.get((oid, number), ()) if default is not None or identity else ()
        sequence = next((it for it in candidates if it.feeds(default, identity)), None)
        if sequence:
            found.feeding.add(sequence.oid)
            identity_text, default = _identity(sequence, identity, spelled[type_oid, modifier]), None
        else:
            identity_text = ""
        columns.append(
            Column(
                name,
                spelled[type_oid, modifier],
                not not_null,
                "" if default is None or generated else as_made(default),
                identity_text,
                _generated(generated, as_made(default)) if generated else "",
                collations[collation] if collation else "",
                comments.get((oid, number), "") if comments else "",
                () if row[9:14] == _NOTHING_RARE and not unproven else _options(row, unproven.get((oid, number))),
                position,
            )
        )
    return found


def _spellings(catalogue: Catalogue, pairs: set[tuple[int, int]]) -> dict[tuple[int, int], str]:
    ordered = sorted(pairs)
    rows = catalogue.rows("types", types=[pair[0] for pair in ordered], modifiers=[pair[1] for pair in ordered])
    return {(oid, modifier): text for oid, modifier, text in rows}


def _collations(catalogue: Catalogue, oids: set[int]) -> dict[int, str]:
    if not oids:
        return {}
    rows = catalogue.rows("collations", collations=sorted(oids))
    return {
        oid: catalogue.qualified(namespace, name) if schema != "pg_catalog" else name
        for oid, name, namespace, schema in rows
    }


def _unproven(catalogue: Catalogue) -> dict[tuple[int, int], Options]:
    if catalogue.major < 18:
        return {}
    found: dict[tuple[int, int], Options] = {}
    for relation, number, validated, no_inherit in catalogue.rows("unproven_not_null"):
        words = [word for word, is_so in (("not valid", not validated), ("no inherit", no_inherit)) if is_so]
        found[relation, number] = (("not_null", ", ".join(words)),)
    return found


def _identity(sequence: Owned, identity: str | None, column_type: str) -> str:
    """How the column is filled, with what is unusual about its sequence."""
    words = [f"{name} {value}" for name, value in sequence_options(sequence.numbers)]
    if sequence.numbers[0] != column_type:
        words.insert(0, f"as {sequence.numbers[0]}")
    if not chosen_for_sequence(sequence.name):
        words.append(f"sequence {sequence.name}")
    if sequence.unlogged:
        words.append("unlogged")
    kind = _IDENTITY[identity] if identity else "serial"
    return f"{kind} ({', '.join(words)})" if words else kind


def _generated(kind: str, expression: str) -> str:
    return f"{'virtual' if kind == 'v' else 'stored'} {expression}"


def _options(row: Row, unproven: Options | None) -> Options:
    storage, compression, statistics, options, wrapper_options = row[9:14]
    found = [*options_of(options), *options_of(wrapper_options, "fdw."), *(unproven or ())]
    if storage:
        found.append(("storage", _STORAGE[storage]))
    if compression:
        found.append(("compression", _COMPRESSION[compression]))
    if statistics is not None:
        found.append(("statistics", str(statistics)))
    return tuple(sorted(found))
