"""What is done to a column."""

from __future__ import annotations

from dataclasses import dataclass

from schemaguard.statements.base import TableStatement
from schemaguard.statements.parts import Column


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AddColumn(TableStatement):
    """ALTER TABLE … ADD COLUMN. A foreign key, unique, index or check it carries is part of ``column``."""

    column: Column
    if_not_exists: bool = False
    #: MySQL: as stated, lower case ("instant", "none"); empty where not stated.
    algorithm: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DropColumn(TableStatement):
    """ALTER TABLE … DROP COLUMN."""

    column: Column
    cascade: bool = False
    if_exists: bool = False
    algorithm: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RenameColumn(TableStatement):
    """ALTER TABLE … RENAME COLUMN."""

    column: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AlterColumn(TableStatement):
    """A column changes in place.

    ``changed`` holds what changes: type, null, default, collation, charset, identity, generated,
    comment, position, statistics, storage, check. ``before`` is None where only SQL is known;
    ``after`` then holds just what the SQL states.
    """

    before: Column | None
    after: Column
    changed: frozenset[str]
    #: PostgreSQL: the statement has a USING clause.
    using: bool = False
    algorithm: str = ""
    lock: str = ""
