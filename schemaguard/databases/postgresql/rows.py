"""Rows of the larger catalogue queries, with names for their columns: as in ``sql/NAME.sql``, in the same order."""

from __future__ import annotations

from typing import NamedTuple


class Relation(NamedTuple):
    """A table, view, sequence or row type: ``relations.sql``."""

    oid: int
    namespace: int
    name: str
    #: pg_class.relkind: r table, p partitioned, f foreign, v view, m materialized view, S sequence, c row type.
    kind: str
    persistence: str
    options: list[str] | None
    toast_options: list[str] | None
    secured: bool
    forced: bool
    replica_identity: str
    partition_bound: str | None
    #: The key of a partitioned table, or the body of a view.
    definition: str | None
    access_method: str | None
    tablespace: str | None
    of_type: str | None
    row_type: int
    foreign_options: list[str] | None


class IndexRow(NamedTuple):
    """An index: ``indexes.sql``."""

    oid: int
    table: int
    name: str
    method: int
    unique: bool
    valid: bool
    clustered: bool
    replica_identity: bool
    number_of_keys: int
    #: Numbers of columns, 0 for an expression, and those of INCLUDE at the end.
    keys: str
    classes: str
    collations: str
    directions: str
    nulls_not_distinct: bool
    options: list[str] | None
    tablespace: str | None
    predicate: str | None
    #: The text of every key, where one of them is an expression.
    texts: list[str] | None
    #: The oid of what the index keeps of every key, where one of them is an expression.
    types: list[int] | None
    #: Part of the index of a partitioned table, which tells all about it.
    is_partition: bool


class ConstraintRow(NamedTuple):
    """A constraint of a table or a domain: ``constraints.sql``."""

    oid: int
    table: int
    domain: int
    name: str
    #: pg_constraint.contype: p primary key, u unique, c check, f foreign key, x exclusion.
    kind: str
    deferrable: bool
    deferred: bool
    validated: bool
    enforced: bool
    #: WITHOUT OVERLAPS, or PERIOD.
    period: bool
    no_inherit: bool
    index_oid: int
    target: int
    on_update: str
    on_delete: str
    match: str
    columns: list[int] | None
    target_columns: list[int] | None
    #: SET NULL (…) and SET DEFAULT (…): those columns only.
    delete_columns: list[int] | None
    definition: str | None
