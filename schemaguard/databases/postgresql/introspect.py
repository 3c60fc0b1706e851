"""A live PostgreSQL database as a value: some twenty catalogue queries, whatever the number of tables.

PostgreSQL manual, "System Catalogs". Every role may read them, so that one with few rights sees the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemaguard import garbage
from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.connections import opened
from schemaguard.databases.postgresql import session
from schemaguard.databases.postgresql.blind_spots import spelled_otherwise
from schemaguard.databases.postgresql.catalogue import Catalogue
from schemaguard.databases.postgresql.read_columns import read_columns
from schemaguard.databases.postgresql.read_constraints import ConstraintReader
from schemaguard.databases.postgresql.read_indexes import IndexReader
from schemaguard.databases.postgresql.read_routines import read_routines
from schemaguard.databases.postgresql.read_sequences import free_sequences, read_sequences
from schemaguard.databases.postgresql.read_tables import Parts, read_tables, read_views
from schemaguard.databases.postgresql.read_types import read_row_types, read_types
from schemaguard.databases.postgresql.rows import ConstraintRow, Relation
from schemaguard.schema.objects import Database, Extension, Other, Schema, SchemaObject
from schemaguard.schema.snapshot import Gap, SchemaSnapshot

_UNREADABLE = Gap(
    "other",
    "django_migrations",
    "The rows of django_migrations may not be read. Grant SELECT on it to know what is applied.",
    hidden=False,
)


def introspect(source: Source, wanted: Wanted) -> SchemaSnapshot:
    """Read everything in one read-only transaction, so that a migration at work is seen whole or not at all."""
    with garbage.paused(), opened(source) as connection:
        return session.read(connection, source.name, wanted, _snapshot)


def _snapshot(cursor: Any) -> SchemaSnapshot:
    major = cursor.connection.info.server_version // 10000
    catalogue = Catalogue(cursor, major)
    ((encoding, collation, ctype, recorded, readable),) = catalogue.rows("database", schema=catalogue.own_schema)
    readable = readable and not catalogue.forbidden
    objects = [Database(options=(("encoding", encoding),)), *_objects(catalogue)]
    return SchemaSnapshot.of(
        "postgresql",
        objects,
        version=(major,),
        about=(("collation", collation), ("ctype", ctype)),
        migrations=tuple(sorted(catalogue.rows("migrations"))) if readable else (),
        gaps=(
            *([_UNREADABLE] if recorded and not readable else []),
            *(spelled_otherwise(objects, catalogue.forbidden) if catalogue.forbidden else []),
        ),
    )


def _objects(catalogue: Catalogue) -> Iterator[SchemaObject]:
    relations = {row[0]: Relation._make(row) for row in catalogue.rows("relations")}
    names = {oid: catalogue.qualified(row.namespace, row.name) for oid, row in relations.items()}
    sequences = read_sequences(catalogue, relations)
    columns = read_columns(catalogue, sequences.owned)
    constraint_rows = list(map(ConstraintRow._make, catalogue.rows("constraints")))
    indexes = IndexReader(catalogue, columns, {oid: row.name for oid, row in relations.items()})
    found_indexes = indexes.read({row.index_oid for row in constraint_rows if row.kind in "pux"})
    switched = catalogue.rows("switched_triggers")
    constraint_reader = ConstraintReader(catalogue, columns, names, indexes, found_indexes.rows, switched)
    constraints = constraint_reader.read(constraint_rows)
    parts = Parts(columns, found_indexes, constraints)
    parts.read(catalogue, names, switched)
    yield from read_tables(catalogue, relations, parts)
    yield from read_views(catalogue, relations, parts)
    yield from read_row_types(catalogue, relations, columns)
    yield from read_types(catalogue, catalogue.rows("user_types"), constraints)
    yield from read_routines(catalogue)
    yield from free_sequences(catalogue, relations, sequences, columns.feeding, columns.full_names(names))
    yield from _small_things(catalogue)


def _small_things(catalogue: Catalogue) -> Iterator[SchemaObject]:
    comments = catalogue.comments("pg_namespace")
    for oid, schema in catalogue.schemas.items():
        if schema and oid not in catalogue.owned("pg_namespace"):
            yield Schema(schema, comments.get((oid, 0), ""))
    for _oid, name, version, home, namespace in catalogue.rows("extensions"):
        yield Extension(name, version, catalogue.schemas.get(namespace, str(home)))
    for table, oid, kind, namespace, name, definition in catalogue.rows("others"):
        if oid not in catalogue.owned(table):
            comment = catalogue.comments(table).get((oid, 0), "")
            yield Other(
                catalogue.spelled(name), catalogue.schemas.get(namespace, ""), kind, definition or "", (), comment
            )
