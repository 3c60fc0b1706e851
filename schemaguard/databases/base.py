"""What every database package provides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemaguard.statements import Statement
from schemaguard.target import Target


@dataclass(frozen=True, slots=True)
class Lock:
    """What a statement holds while it runs."""

    #: As the database's manual names it: "ACCESS EXCLUSIVE", "SHARED (metadata lock)", "whole database".
    mode: str
    blocks_reads: bool = False
    blocks_writes: bool = False
    #: Time that grows with the rows: the table is read …
    scans: bool = False
    #: … or written anew.
    rewrites: bool = False
    #: MySQL: "instant", "inplace" or "copy"; MariaDB also "nocopy".
    algorithm: str = ""
    #: Further tables that are locked, such as the target of a foreign key, and how.
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TypeChange:
    """What it means to give a column another type."""

    #: "none" (catalogue only), "scan" (every row is read), "rewrite" (the table is written anew) or "unknown".
    cost: str
    #: Why values may be cut, rounded or refused; empty: every value fits; None: cannot tell.
    narrows: str | None = ""
    #: Whether the statement fails where a value does not fit (True), or changes values quietly (False).
    fails: bool = True
    #: Whether indexes on the column are built anew although the table is not.
    rebuilds_indexes: bool = False


DataTypes = Mapping[str, str | Callable[[Mapping[str, Any]], str]]


@dataclass(frozen=True, slots=True)
class Database:
    """One kind of database: facts as data, and three judgements as functions."""

    vendor: str
    #: Beginnings of Django ENGINE names.
    engines: tuple[str, ...]
    data_types: DataTypes
    max_name_length: int | None
    related_fields_match_type: bool
    #: Whether DDL takes part in a transaction and is undone with it.
    transactional_ddl: bool
    parse: Callable[[str], tuple[Statement, ...]]
    #: None for statements that hold no lock worth naming, such as SELECT.
    lock: Callable[[Statement, Target], Lock | None]
    #: Types before and after as the database spells them; None is unknown.
    type_change: Callable[[str | None, str | None, Target], TypeChange]
