"""What is done to an index."""

from __future__ import annotations

from dataclasses import dataclass

from schemaguard.statements.base import Statement, TableStatement
from schemaguard.statements.parts import Index


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CreateIndex(TableStatement):
    """CREATE INDEX."""

    index: Index
    concurrently: bool = False
    if_not_exists: bool = False
    #: PostgreSQL: ON ONLY a partitioned table, whose partitions get no index yet.
    only: bool = False
    algorithm: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DropIndex(Statement):
    """DROP INDEX. PostgreSQL and SQLite do not name the table."""

    index: Index
    table: str | None = None
    concurrently: bool = False
    if_exists: bool = False
    cascade: bool = False
    algorithm: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RenameIndex(Statement):
    """ALTER INDEX … RENAME TO."""

    name: str
    to: str
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reindex(Statement):
    """REINDEX. ``scope`` is index, table, schema, database or system."""

    name: str
    scope: str = "index"
    concurrently: bool = False
