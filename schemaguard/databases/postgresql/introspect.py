"""A live PostgreSQL database as a value: some twenty catalogue queries, whatever the number of tables.

PostgreSQL manual, "System Catalogs". Every role may read them, so that one with few rights sees the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from schemaguard import garbage
from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.connections import opened
from schemaguard.databases.postgresql import session
from schemaguard.databases.postgresql.blind_spots import spelled_otherwise
from schemaguard.databases.postgresql.catalogue import Catalogue
from schemaguard.databases.postgresql.read_columns import Columns, read_columns
from schemaguard.databases.postgresql.read_constraints import ConstraintReader, Constraints
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
    catalogue = Catalogue(cursor, major_of(cursor))
    return snapshot(catalogue, _objects(catalogue))


def major_of(cursor: Any) -> int:
    """The server's major version."""
    version: int = cursor.connection.info.server_version
    return version // 10000


def snapshot(catalogue: Catalogue, found: Iterable[SchemaObject]) -> SchemaSnapshot:
    """Objects, and what is asked of the database as a whole."""
    major = catalogue.major
    ((encoding, collation, ctype, recorded, readable),) = catalogue.rows("database", schema=catalogue.own_schema)
    readable = readable and not catalogue.forbidden
    objects = [Database(options=(("encoding", encoding),)), *found]
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
    found = Relations(catalogue)
    found.read()
    yield from found.objects.values()
    yield from standing_alone(catalogue, found.constraints)


#: What all relations are made of.
_OF_RELATIONS = (
    "relations",
    "sequences",
    "columns",
    "constraints",
    "indexes",
    "operator_classes",
    "switched_triggers",
    "triggers",
    "rules",
    "policies",
    "statistics",
    "inheritance",
)


@dataclass
class Relations:
    """Tables, views, row types and sequences, by oid. Those of ``catalogue.only`` are read, the others are kept."""

    catalogue: Catalogue
    rows: dict[int, Relation] = field(default_factory=dict)
    objects: dict[int, SchemaObject] = field(default_factory=dict)
    #: The names of columns by their number, as far as they were read.
    columns: dict[int, dict[int, str]] = field(default_factory=dict)
    #: The table and the number of the column that a sequence belongs to, where there is one.
    owners: dict[int, tuple[int, int]] = field(default_factory=dict)
    #: Of tables and domains that were read last.
    constraints: Constraints = field(default_factory=Constraints)

    def read(self) -> None:
        """Read them."""
        catalogue = self.catalogue
        catalogue.prepare_rows(*_OF_RELATIONS)
        new = {row[0]: Relation._make(row) for row in catalogue.rows("relations")}
        relations = self.rows = {**self.rows, **new}
        names = {oid: catalogue.qualified(row.namespace, row.name) for oid, row in relations.items()}
        sequences = read_sequences(catalogue, relations)
        self.owners |= sequences.owners()
        columns = read_columns(catalogue, sequences.owned)
        self.columns = {**self.columns, **columns.names}
        parts = self._parts(columns, names)
        self.objects.update(read_tables(catalogue, new, parts))
        self.objects.update(read_views(catalogue, new, parts))
        self.objects.update(read_row_types(catalogue, new, columns))
        full_names = columns.full_names(names)
        self.objects.update(free_sequences(catalogue, relations, sequences, columns.feeding, full_names))

    def _parts(self, columns: Columns, names: dict[int, str]) -> Parts:
        catalogue = self.catalogue
        constraint_rows = list(map(ConstraintRow._make, catalogue.rows("constraints")))
        indexes = IndexReader(catalogue, columns, {oid: row.name for oid, row in self.rows.items()})
        found_indexes = indexes.read({row.index_oid for row in constraint_rows if row.kind in "pux"})
        switched = catalogue.rows("switched_triggers")
        reader = ConstraintReader(catalogue, columns, names, indexes, found_indexes.rows, switched)
        self.constraints = reader.read(constraint_rows)
        parts = Parts(columns, found_indexes, self.constraints)
        parts.read(catalogue, names, switched)
        return parts


def standing_alone(catalogue: Catalogue, constraints: Constraints) -> Iterator[SchemaObject]:
    """Everything that is no relation."""
    yield from read_types(catalogue, catalogue.rows("user_types"), constraints)
    yield from read_routines(catalogue)
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
