"""What is done to a table as a whole, and to its partitions."""

from __future__ import annotations

from dataclasses import dataclass

from schemaguard.statements.base import TableStatement
from schemaguard.statements.parts import Column, Constraint, Index

# Tables


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CreateTable(TableStatement):
    """CREATE TABLE. ``kind`` is "table", "m2m", "partition" or "temporary"."""

    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    if_not_exists: bool = False
    #: CREATE TABLE … AS SELECT, or LIKE: the columns are not known.
    copied: bool = False
    kind: str = "table"
    #: MySQL: the storage engine, where stated.
    engine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DropTable(TableStatement):
    """DROP TABLE. ``kind`` is "table", "m2m" or "temporary"."""

    cascade: bool = False
    if_exists: bool = False
    kind: str = "table"
    #: Tables that its foreign keys point to, where known.
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RenameTable(TableStatement):
    """ALTER TABLE … RENAME TO."""

    to: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AlterTable(TableStatement):
    """Any other change of a table as a whole.

    ``what`` is one of: engine, charset, row_format, logged, unlogged, access_method, tablespace,
    schema, comment, storage_parameters, partitioning, auto_increment, row_security, owner, cluster,
    triggers, replica_identity, inherit, statistics, force_rebuild, other.
    """

    what: str
    detail: str = ""
    algorithm: str = ""
    lock: str = ""


# Partitions


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AttachPartition(TableStatement):
    """ALTER TABLE … ATTACH PARTITION."""

    partition: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DetachPartition(TableStatement):
    """ALTER TABLE … DETACH PARTITION."""

    partition: str
    concurrently: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DropPartition(TableStatement):
    """MySQL's ALTER TABLE … DROP PARTITION, or TRUNCATE PARTITION where ``truncate``."""

    partition: str
    truncate: bool = False
