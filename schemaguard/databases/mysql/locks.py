"""Which lock a statement takes in MySQL and MariaDB, with InnoDB, and by which algorithm it is carried out.

Sources: see ``ways``. ``blocks_reads`` and ``blocks_writes`` say what the LOCK clause says. Besides, every change
of a table waits for all transactions that have used it, and whoever comes later waits behind it: that is the
brief EXCLUSIVE metadata lock (MySQL manual 8.4, section 10.11.4).

Statements on rows lock rows, not tables, and yield None. So does code that could not be read: what it locks is
not known, and rules say that of the statement itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from schemaguard import statements as s
from schemaguard.databases.base import Lock
from schemaguard.databases.mysql import lock_columns
from schemaguard.databases.mysql.ways import (
    COPY,
    METADATA,
    MODES,
    REBUILD,
    Way,
    copy_way,
    drop_index_way,
    index_way,
    metadata_way,
    stated,
)
from schemaguard.target import Target

_EXCLUSIVE = Lock(MODES["exclusive"], blocks_reads=True, blocks_writes=True)
_BRIEF = Lock(MODES["none"])
#: Manual 8.4, section 17.12.1, "Table Operations".
_TABLE_WAYS = {
    "row_format": REBUILD,
    "tablespace": REBUILD,
    "force_rebuild": REBUILD,
}
_TABLE_METADATA = frozenset({"auto_increment", "comment", "storage_parameters", "statistics"})


def lock(statement: s.Statement, target: Target) -> Lock | None:
    """The lock; None where none is worth naming."""
    judge = _JUDGES.get(type(statement))
    if judge is not None:
        return judge(statement)
    choose = _WAYS.get(type(statement))
    if choose is None:
        return None
    way = choose(statement, target)
    clauses = getattr(statement, "algorithm", ""), getattr(statement, "lock", "")
    return stated(way, *clauses, target).held(_parents(statement, target))


def _parents(statement: s.Statement, target: Target) -> dict[str, str]:
    """The far side of a new foreign key is read, and nobody writes to it meanwhile.

    Manual 8.4, section 15.1.20.5, "Locking". Measured on MariaDB: it waits for writers of the parent, not for readers.
    """
    if isinstance(statement, s.AddColumn):
        found = lock_columns.reference(statement, target)
    else:
        found = statement.constraint.references if isinstance(statement, s.AddConstraint) else None
    own = isinstance(statement, s.TableStatement) and found is not None and found.table == statement.table
    return {found.table: MODES["shared"]} if found is not None and not own else {}


# Changes that go one of several ways


def _metadata(statement: s.Statement, target: Target) -> Way:
    return metadata_way(target)


def _rename_column(statement: s.RenameColumn, target: Target) -> Way:
    return METADATA


def _create_index(statement: s.CreateIndex, target: Target) -> Way:
    """Manual 8.4, "Index Operations": no writing while a FULLTEXT or SPATIAL index is built. MariaDB: measured."""
    method = statement.index.method
    if method == "fulltext":
        return Way("inplace", "shared", scans=True)
    if statement.index.expressions and not target.is_mariadb():
        # A hidden column comes with it. Measured on MySQL 9.7.
        return COPY if statement.index.unique else index_way(target, "shared")
    return index_way(target, "shared" if method == "spatial" else "none")


def _drop_index(statement: s.DropIndex, target: Target) -> Way:
    return drop_index_way(target)


def _add_constraint(statement: s.AddConstraint, target: Target) -> Way:
    kind = statement.constraint.kind
    if kind == "unique":
        return index_way(target)
    if kind == "primary_key":
        return REBUILD
    if kind == "foreign_key":
        # In place only with foreign_key_checks off, which Django leaves on. Measured on MariaDB.
        return COPY
    # MySQL worklog 929: enforced constraints are added by copying. MariaDB copies too (measured).
    return copy_way(target) if statement.constraint.validated else METADATA


def _drop_constraint(statement: s.DropConstraint, target: Target) -> Way:
    kind = statement.constraint.kind
    if kind == "primary_key":
        # Without a new one in the same statement the rows have to be put in another order.
        return COPY
    if kind == "check":
        return METADATA
    return drop_index_way(target) if kind == "unique" else metadata_way(target)


def _alter_constraint(statement: s.AlterConstraint, target: Target) -> Way:
    """ALTER CHECK … NOT ENFORCED. Instant in MySQL 9.7, as is dropping a check (measured)."""
    return METADATA


def _enforce(statement: s.ValidateConstraint, target: Target) -> Way:
    """ALTER CHECK … ENFORCED, in MySQL only: worklog 929."""
    return COPY


def _alter_table(statement: s.AlterTable, target: Target) -> Way:
    what = statement.what
    if what in _TABLE_WAYS:
        return _TABLE_WAYS[what]
    if what in _TABLE_METADATA:
        return metadata_way(target)
    if what == "engine" and statement.detail.lower() == "innodb":
        # Taken for a rebuild of what is InnoDB already, as the manual calls it.
        return REBUILD
    if what == "charset" and statement.sql and "convert" not in statement.sql.lower():
        # Only the default of columns to come. MySQL may rebuild: "Table Operations", specifying a character set.
        # It does not in 9.7 (measured).
        spares = target.is_mariadb() or target.at_least(9, 7)
        return metadata_way(target) if spares else REBUILD
    # Engines, partitions, CONVERT TO CHARACTER SET; and what is not known.
    return COPY


# Statements without a choice


def _exclusive(statement: s.Statement) -> Lock:
    return _EXCLUSIVE


def _rename_table(statement: s.RenameTable) -> Lock:
    """Measured on MariaDB: instant, but with LOCK=EXCLUSIVE only."""
    return Lock(MODES["exclusive"], blocks_reads=True, blocks_writes=True, algorithm="instant")


def _create_table(statement: s.CreateTable) -> None:
    """Nobody else sees the new table. Measured on MariaDB: it does not wait for writers of the parents."""


def _trigger(statement: s.CreateObject | s.DropObject) -> Lock | None:
    """Creating a trigger waits for all transactions that have used the table: measured on MariaDB."""
    return _BRIEF if statement.kind == "trigger" else None


def _lock_table(statement: s.LockTable) -> Lock | None:
    """LOCK TABLES … READ lets others read: manual 8.4, section 15.3.6."""
    if statement.mode == "unlock":
        return None
    return Lock(MODES["shared"], blocks_writes=True) if "read" in statement.mode else _EXCLUSIVE


def _maintenance(statement: s.Maintenance) -> Lock | None:
    """FLUSH TABLES WITH READ LOCK stops all writing: manual 8.4, section 15.7.8.3. ANALYZE reads a sample."""
    if statement.verb == "optimize":
        # Section 15.7.3.4: for InnoDB it is ALTER TABLE … FORCE.
        return REBUILD.held()
    if statement.verb == "flush" and "with read lock" in statement.sql.lower():
        return Lock("READ (global)", blocks_writes=True)
    return None


_WAYS: Mapping[type[s.Statement], Callable[[Any, Target], Way]] = {
    s.AlterTable: _alter_table,
    s.AddColumn: lock_columns.add_column,
    s.DropColumn: lock_columns.drop_column,
    s.RenameColumn: _rename_column,
    s.AlterColumn: lock_columns.alter_column,
    s.CreateIndex: _create_index,
    s.DropIndex: _drop_index,
    s.RenameIndex: _metadata,
    s.AddConstraint: _add_constraint,
    s.DropConstraint: _drop_constraint,
    s.ValidateConstraint: _enforce,
    s.AlterConstraint: _alter_constraint,
}
_JUDGES: Mapping[type[s.Statement], Callable[[Any], Lock | None]] = {
    s.CreateTable: _create_table,
    s.DropTable: _exclusive,
    s.RenameTable: _rename_table,
    s.Truncate: _exclusive,
    s.DropPartition: _exclusive,
    s.AttachPartition: _exclusive,
    s.DetachPartition: _exclusive,
    s.CreateObject: _trigger,
    s.DropObject: _trigger,
    s.LockTable: _lock_table,
    s.Maintenance: _maintenance,
}
