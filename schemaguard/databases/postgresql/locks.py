"""Which lock a statement takes in PostgreSQL, and whether its time grows with the rows.

Source: manual 18, section 13.3.1 and the page of each statement. Measured on 14, 15 and 18: each kind of statement
in a transaction, then ``pg_locks``, ``pg_stat_xact_user_tables`` and ``relfilenode``; the tests repeat it.

Statements on rows lock rows, not tables, and yield None. So does code that could not be read: what it locks is
not known, and rules say that of the statement itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from schemaguard import statements as s
from schemaguard.databases.base import Lock
from schemaguard.databases.postgresql import lock_columns, lock_objects
from schemaguard.databases.postgresql.lock_columns import far_side
from schemaguard.databases.postgresql.modes import (
    ACCESS_EXCLUSIVE,
    MODES,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    held,
)
from schemaguard.target import Target

#: Every other ALTER TABLE takes ACCESS EXCLUSIVE. The storage parameter user_catalog_table does so too.
_TABLE_MODES = {
    "comment": SHARE_UPDATE_EXCLUSIVE,
    "storage_parameters": SHARE_UPDATE_EXCLUSIVE,
    "statistics": SHARE_UPDATE_EXCLUSIVE,
    "cluster": SHARE_UPDATE_EXCLUSIVE,
    "triggers": SHARE_ROW_EXCLUSIVE,
}
_TABLE_REWRITES = frozenset({"logged", "unlogged", "access_method", "tablespace", "force_rebuild"})


def lock(statement: s.Statement, target: Target) -> Lock | None:
    """The strongest lock; None where none is worth naming."""
    judge = _JUDGES.get(type(statement))
    return judge(statement, target) if judge else None


def _brief(statement: s.Statement, target: Target) -> Lock:
    """A change of the catalogue: short, once the lock is there."""
    return held(ACCESS_EXCLUSIVE)


def _create_table(statement: s.CreateTable, target: Target) -> Lock | None:
    """Nobody else sees the new table; the targets of its foreign keys are locked as by ADD CONSTRAINT."""
    if statement.kind == "partition":
        # It is the parent that is locked, which the statement does not name: ATTACH PARTITION locks it less.
        return held(ACCESS_EXCLUSIVE)
    references = [column.references for column in statement.columns]
    references += [constraint.references for constraint in statement.constraints]
    others: dict[str, str] = {}
    for reference in references:
        others |= far_side(statement.table, reference, SHARE_ROW_EXCLUSIVE)
    return Lock(ACCESS_EXCLUSIVE, others=others) if others else None


def _drop_table(statement: s.DropTable, target: Target) -> Lock:
    """Its foreign keys are dropped too, and with them the triggers on their targets."""
    others = {table: ACCESS_EXCLUSIVE for table in statement.references if table != statement.table}
    return held(ACCESS_EXCLUSIVE, others=others)


def _alter_table(statement: s.AlterTable, target: Target) -> Lock:
    mode = _TABLE_MODES.get(statement.what, ACCESS_EXCLUSIVE)
    return held(mode, rewrites=statement.what in _TABLE_REWRITES)


def _create_index(statement: s.CreateIndex, target: Target) -> Lock:
    """Manual 18, CREATE INDEX: ON ONLY builds nothing on the partitions, and a partitioned table has no rows."""
    return held(SHARE_UPDATE_EXCLUSIVE if statement.concurrently else SHARE, scans=not statement.only)


def _drop_index(statement: s.DropIndex, target: Target) -> Lock:
    return held(SHARE_UPDATE_EXCLUSIVE if statement.concurrently else ACCESS_EXCLUSIVE)


def _rename_index(statement: s.RenameIndex, target: Target) -> Lock:
    """Only the index is locked: release notes 12."""
    return held(SHARE_UPDATE_EXCLUSIVE)


def _reindex(statement: s.Reindex, target: Target) -> Lock:
    """Manual 18, REINDEX: the table takes SHARE, but planning any query waits for the ACCESS EXCLUSIVE on the index."""
    if statement.concurrently:
        return held(SHARE_UPDATE_EXCLUSIVE, scans=True)
    others = {statement.name: ACCESS_EXCLUSIVE} if statement.scope == "index" else {}
    return Lock(SHARE, blocks_reads=True, blocks_writes=True, scans=True, others=others)


def _add_constraint(statement: s.AddConstraint, target: Target) -> Lock:
    constraint = statement.constraint
    if constraint.kind == "foreign_key":
        others = far_side(statement.table, constraint.references, SHARE_ROW_EXCLUSIVE)
        return held(SHARE_ROW_EXCLUSIVE, scans=constraint.validated, others=others)
    # USING INDEX takes over what was built before. A primary key still makes its columns NOT NULL, if they are not.
    return held(ACCESS_EXCLUSIVE, scans=constraint.validated and not constraint.using_index)


def _drop_constraint(statement: s.DropConstraint, target: Target) -> Lock:
    others = far_side(statement.table, statement.constraint.references, ACCESS_EXCLUSIVE)
    return held(ACCESS_EXCLUSIVE, others=others)


def _validate(statement: s.ValidateConstraint, target: Target) -> Lock:
    return held(SHARE_UPDATE_EXCLUSIVE, scans=True)


def _attach(statement: s.AttachPartition, target: Target) -> Lock:
    """The partition is read to prove that its rows belong there, unless a CHECK does: not visible here.

    Manual 18, ALTER TABLE, ATTACH PARTITION. A default partition is locked and read as well.
    """
    return held(SHARE_UPDATE_EXCLUSIVE, scans=True, others={statement.partition: ACCESS_EXCLUSIVE})


def _detach(statement: s.DetachPartition, target: Target) -> Lock:
    mode = SHARE_UPDATE_EXCLUSIVE if statement.concurrently else ACCESS_EXCLUSIVE
    return held(mode, others={statement.partition: ACCESS_EXCLUSIVE})


def _lock_table(statement: s.LockTable, target: Target) -> Lock:
    """Without a mode, and with one that is not known, the strongest."""
    mode = statement.mode.upper().removesuffix(" MODE")
    return held(mode if mode in MODES else ACCESS_EXCLUSIVE)


_JUDGES: Mapping[type[s.Statement], Callable[[Any, Target], Lock | None]] = {
    s.CreateTable: _create_table,
    s.DropTable: _drop_table,
    s.RenameTable: _brief,
    s.AlterTable: _alter_table,
    s.AddColumn: lock_columns.add_column,
    s.DropColumn: lock_columns.drop_column,
    s.RenameColumn: _brief,
    s.AlterColumn: lock_columns.alter_column,
    s.CreateIndex: _create_index,
    s.DropIndex: _drop_index,
    s.RenameIndex: _rename_index,
    s.Reindex: _reindex,
    s.AddConstraint: _add_constraint,
    s.DropConstraint: _drop_constraint,
    s.ValidateConstraint: _validate,
    s.AlterConstraint: _brief,
    s.AttachPartition: _attach,
    s.DetachPartition: _detach,
    s.AlterDomain: lock_objects.alter_domain,
    s.CreateObject: lock_objects.create_object,
    s.DropObject: lock_objects.drop_object,
    s.AlterObject: lock_objects.alter_object,
    s.RefreshView: lock_objects.refresh_view,
    s.Truncate: _brief,
    s.LockTable: _lock_table,
    s.Maintenance: lock_objects.maintenance,
    s.Comment: lock_objects.comment,
}
