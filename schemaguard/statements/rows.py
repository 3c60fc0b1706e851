"""What is done to rows, and reading them."""

from __future__ import annotations

from dataclasses import dataclass

from schemaguard.statements.base import Statement, TableStatement


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Update(TableStatement):
    """UPDATE. ``where`` is False without a condition, or with one that is always true."""

    where: bool
    #: LIMIT, or a primary key range: the statement touches a bounded number of rows.
    bounded: bool = False
    #: The columns it sets.
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Delete(TableStatement):
    """DELETE FROM."""

    where: bool
    bounded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Insert(TableStatement):
    """INSERT. ``source`` is "values", "select" or "default"."""

    source: str = "values"
    #: REPLACE INTO or INSERT OR REPLACE: rows may be overwritten.
    replaces: bool = False
    #: ON CONFLICT / ON DUPLICATE KEY: safe to run twice.
    on_conflict: bool = False


@dataclass(frozen=True, slots=True)
class MergeAction:
    """One WHEN … THEN of a MERGE."""

    #: "insert", "update", "delete" or "nothing".
    verb: str
    #: "matched", "not matched by target" or "not matched by source".
    when: str
    #: Whether more than the match is asked: AND …, or for "matched" a join condition that is not always true.
    where: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Merge(TableStatement):
    """MERGE INTO."""

    actions: tuple[MergeAction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Truncate(TableStatement):
    """TRUNCATE; one statement for each table named."""

    cascade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Select(Statement):
    """SELECT and other reads (SHOW, EXPLAIN, VALUES, reading PRAGMAs).

    ``functions`` holds the functions it calls: a SELECT may write through them.
    """

    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Copy(TableStatement):
    """COPY, LOAD DATA: rows from or to a file."""

    reads_file: bool = True
    writes_file: bool = False
