"""Sequences: those that stand alone, and those that only feed a column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from schemaguard.databases.postgresql.catalogue import Catalogue, Row
from schemaguard.databases.postgresql.normalize import sequence_options
from schemaguard.databases.postgresql.rows import Relation
from schemaguard.schema.objects import Sequence


@dataclass(frozen=True)
class Owned:
    """A sequence that belongs to a column."""

    oid: int
    #: Without its schema where that is the table's.
    name: str
    #: Whether its numbers start again after a crash although the table stays.
    unlogged: bool
    #: The text of a default that takes the next value of it; none where it is that of an identity column.
    call: str | None
    #: Type, start, increment, minimum, maximum, cache, cycle.
    numbers: tuple[object, ...]

    def feeds(self, default: str | None, identity: str | None) -> bool:
        """Whether the column takes its values from here. OWNED BY alone does not make it so."""
        return self.call is None if identity else default == self.call


@dataclass(frozen=True)
class Sequences:
    """The rows of all sequences."""

    rows: tuple[Row, ...]
    #: Those of each column, by table and number. One feeds it, if any; OWNED BY may add others.
    owned: Mapping[tuple[int, int], list[Owned]]

    def owners(self) -> dict[int, tuple[int, int]]:
        """The table and the number of the column that a sequence belongs to, where there is one."""
        return {sequence.oid: column for column, found in self.owned.items() for sequence in found}


def read_sequences(catalogue: Catalogue, relations: Mapping[int, Relation]) -> Sequences:
    """All sequences. ``relations`` are the rows of relations by oid."""
    rows = tuple(row for row in catalogue.rows("sequences") if row[0] in relations)
    owned = defaultdict(list)
    for oid, type_name, start, increment, minimum, maximum, cache, cycle, call, table, column in rows:
        if table in relations:
            relation = relations[oid]
            near = relation.namespace == relations[table].namespace
            name = relation.name if near else catalogue.qualified(relation.namespace, relation.name)
            numbers = (type_name, start, increment, minimum, maximum, cache, cycle)
            unlogged = relation.persistence != relations[table].persistence
            owned[table, column].append(Owned(oid, name, unlogged, call, numbers))
    return Sequences(rows, owned)


def free_sequences(
    catalogue: Catalogue,
    relations: Mapping[int, Relation],
    sequences: Sequences,
    feeding: set[int],
    owners: Mapping[tuple[int, int], str],
) -> dict[int, Sequence]:
    """The sequences that are more than the means of a column. ``feeding`` are the oids of the others."""
    comments = catalogue.comments("pg_class")
    skipped = feeding | catalogue.owned("pg_class")
    found = {}
    for oid, type_name, *numbers, _call, table, column in sequences.rows:
        if oid in skipped:
            continue
        relation = relations[oid]
        unusual = dict(sequence_options((type_name, *numbers)))
        found[oid] = Sequence(
            relation.name,
            catalogue.schemas[relation.namespace],
            type=type_name,
            start=unusual.get("start", ""),
            increment=unusual.get("increment", ""),
            minimum=unusual.get("minimum", ""),
            maximum=unusual.get("maximum", ""),
            cache=unusual.get("cache", ""),
            cycle="cycle" in unusual,
            owned_by=owners.get((table, column), "") if table else "",
            options=(("unlogged", "true"),) if relation.persistence == "u" else (),
            comment=comments.get((oid, 0), ""),
        )
    return found
