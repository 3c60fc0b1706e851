"""Locks of ALTER TABLE … ADD, DROP and ALTER COLUMN in PostgreSQL."""

from __future__ import annotations

from schemaguard.databases.base import Lock
from schemaguard.databases.postgresql.modes import (
    ACCESS_EXCLUSIVE,
    SHARE_ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    held,
)
from schemaguard.databases.postgresql.types import type_change
from schemaguard.statements import AddColumn, AlterColumn, Column, DropColumn, Reference
from schemaguard.target import Target


def far_side(table: str, reference: Reference | None, mode: str) -> dict[str, str]:
    """The table a foreign key points to, unless it is the same one."""
    return {reference.table: mode} if reference is not None and reference.table != table else {}


def add_column(statement: AddColumn, target: Target) -> Lock:
    """Manual 18, ALTER TABLE, notes: a value that is the same for all rows is kept in the catalogue.

    That covers Django's one-off default as well, callable or not: it is a literal by the time it is sent.
    """
    column = statement.column
    return held(
        ACCESS_EXCLUSIVE,
        scans=_checks_rows(column),
        rewrites=_computes_rows(column),
        # Measured: the triggers of the foreign key are created on both tables.
        others=far_side(statement.table, column.references, SHARE_ROW_EXCLUSIVE),
    )


def _computes_rows(column: Column) -> bool:
    """Whether each row gets a value of its own. An expression nobody could judge is taken for volatile."""
    return column.identity or column.generated == "stored" or column.default in ("volatile", "unknown")


def _checks_rows(column: Column) -> bool:
    """Whether every row is read although none is written.

    Django's own CREATE INDEX follows while the table is still locked. A foreign key without a value for existing
    rows is not checked (measured), and NOT NULL without one fails at the first row.
    """
    if column.unique or column.primary_key or column.index or column.check:
        return True
    if column.generated == "virtual":
        return not column.null
    return column.references is not None and (column.fill is not None or column.default is not None)


def drop_column(statement: DropColumn, target: Target) -> Lock:
    """The values stay in the table until it is next rewritten. With a foreign key its far side is locked alike."""
    others = far_side(statement.table, statement.column.references, ACCESS_EXCLUSIVE)
    return held(ACCESS_EXCLUSIVE, others=others)


def alter_column(statement: AlterColumn, target: Target) -> Lock:
    """Changes that take a weak lock only, and everything else."""
    if statement.changed <= _weak(statement):
        return held(SHARE_UPDATE_EXCLUSIVE)
    if "type" in statement.changed:
        return _alter_type(statement, target)
    generated = "generated" in statement.changed and statement.after.generated == "stored"
    return held(ACCESS_EXCLUSIVE, scans=_reads_rows(statement), rewrites=generated)


def _weak(statement: AlterColumn) -> frozenset[str]:
    """SET STATISTICS and COMMENT ON. Django, however, repeats the type before it writes a comment."""
    return frozenset({"statistics", "comment"}) if statement.sql else frozenset({"statistics"})


def _reads_rows(statement: AlterColumn) -> bool:
    """SET NOT NULL is spared the scan where a valid CHECK proves it (manual 18, ALTER TABLE): not visible here.

    Nor is it visible whether an index has to be built anew because of another collation.
    """
    changed = statement.changed
    return ("null" in changed and not statement.after.null) or bool(changed & {"collation", "check"})


def _alter_type(statement: AlterColumn, target: Target) -> Lock:
    before = statement.before
    change = type_change(before.type if before else None, statement.after.type, target)
    # A USING clause of the author's own computes values anew, if it is more than a cast (measured).
    own_using = statement.using and bool(statement.sql)
    # A CHECK on the column is checked again (measured); its foreign key is dropped and made again.
    rechecks = before is not None and before.check
    return held(
        ACCESS_EXCLUSIVE,
        scans=change.cost == "scan" or change.rebuilds_indexes or rechecks or _reads_rows(statement),
        rewrites=change.cost in ("rewrite", "unknown") or own_using,
        others=far_side(statement.table, statement.after.references, ACCESS_EXCLUSIVE),
    )
