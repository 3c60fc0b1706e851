"""Enums, domains, row types and other types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemaguard.databases.postgresql.catalogue import Catalogue, Row
from schemaguard.databases.postgresql.read_columns import Columns
from schemaguard.databases.postgresql.read_constraints import Constraints
from schemaguard.databases.postgresql.rows import Relation
from schemaguard.schema.objects import CompositeType, Domain, Enum, Other, SchemaObject

_OTHER = {"r": "range type", "b": "base type", "p": "shell type"}


def read_types(catalogue: Catalogue, rows: list[Row], constraints: Constraints) -> Iterator[SchemaObject]:
    """All types that stand alone, but row types."""
    comments, owned = catalogue.comments("pg_type"), catalogue.owned("pg_type")
    collations = _collations(catalogue, {row[8] for row in rows if row[8] != row[9]} - {0})
    for row in rows:
        oid, namespace, name, kind, labels, base, not_null, default, collation, own, definition = row
        if oid in owned:
            continue
        schema, comment = catalogue.schemas[namespace], comments.get((oid, 0), "")
        if kind == "e":
            yield Enum(name, schema, tuple(labels or ()), comment)
        elif kind == "d":
            special = collations.get(collation, "") if collation != own else ""
            checks = tuple(constraints.of[oid]["checks"])
            yield Domain(name, schema, base, not not_null, default or "", special, checks, comment)
        else:
            yield Other(name, schema, _OTHER[kind], definition or "", (), comment)


def _collations(catalogue: Catalogue, oids: set[int]) -> dict[int, str]:
    if not oids:
        return {}
    return {oid: name for oid, name, *_ in catalogue.rows("collations", collations=sorted(oids))}


def read_row_types(
    catalogue: Catalogue, relations: Mapping[int, Relation], columns: Columns
) -> Iterator[tuple[int, CompositeType]]:
    """Row types that stand alone, with the oids of their relations."""
    comments, owned = catalogue.comments("pg_type"), catalogue.owned("pg_type")
    for oid, row in relations.items():
        if row.kind == "c" and row.row_type not in owned:
            attributes = tuple(
                f"{column.name} {column.type}" + (f" COLLATE {column.collation}" if column.collation else "")
                for column in columns.of.get(oid, ())
            )
            schema, comment = catalogue.schemas[row.namespace], comments.get((row.row_type, 0), "")
            yield oid, CompositeType(row.name, schema, attributes, comment)
