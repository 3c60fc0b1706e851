"""What SQLite does while a schema changes, and which operations make Django copy a whole table.

There is one lock for everything. With a rollback journal, Django's default, a writer first keeps other writers
out and then, while it writes to the file, readers too; with a write-ahead log readers go on (sqlite.org, "File
Locking And Concurrency In SQLite Version 3" and "Write-Ahead Logging"). A migration holds it until it is committed.

Django rebuilds a table where SQLite's ALTER TABLE does not reach: it creates another one, copies all rows, drops
the old one and renames (django.db.backends.sqlite3.schema, ``_remake_table``). The tests run the operations.

Statements on rows yield None, though they take the same lock: rules judge them by themselves. So do CREATE TABLE
and objects without rows, which take no time, and code that could not be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from schemaguard import statements as s
from schemaguard.databases.base import Lock
from schemaguard.target import Target

_MODE = "whole database"
_BRIEF = Lock(_MODE, blocks_reads=True, blocks_writes=True)
_SCAN = Lock(_MODE, blocks_reads=True, blocks_writes=True, scans=True)
_REWRITE = Lock(_MODE, blocks_reads=True, blocks_writes=True, rewrites=True)


def lock(statement: s.Statement, target: Target) -> Lock | None:
    """The lock; None where none is worth naming."""
    judge = _JUDGES.get(type(statement))
    return judge(statement) if judge else None


def _brief(statement: s.Statement) -> Lock:
    """Only the text of the schema changes."""
    return _BRIEF


def _add_column(statement: s.AddColumn) -> Lock:
    column = statement.column
    if not statement.sql and _rebuilds_to_add(column):
        return _REWRITE
    # sqlite.org, "ALTER TABLE", section 4: only these are tested against the rows there are.
    tested = column.check or (column.generated is not None and not column.null)
    return _SCAN if tested or column.index else _BRIEF


def _rebuilds_to_add(column: s.Column) -> bool:
    """The conditions of Django's ``add_field``: SQLite adds nullable columns without a computed value.

    A bare ``db_default=5`` is rebuilt as well: only ``db_default=Value(5)`` is recognised.
    """
    given = column.default is not None and not column.default_text.startswith("Value(")
    unique = column.primary_key or column.unique
    return unique or not column.null or column.fill is not None or given


def _drop_column(statement: s.DropColumn) -> Lock:
    """SQLite itself writes every row anew: sqlite.org, "ALTER TABLE", section 5."""
    return _REWRITE


def _alter_column(statement: s.AlterColumn) -> Lock:
    """Also for a comment, which SQLite does not have. Raw SQL in the versions known here has no such statement."""
    return _REWRITE


def _create_index(statement: s.CreateIndex) -> Lock:
    return _REWRITE if _by_alter_field(statement.sql, statement.index.name, statement.index.columns) else _SCAN


def _drop_index(statement: s.DropIndex) -> Lock:
    return _REWRITE if _by_alter_field(statement.sql, statement.index.name, statement.index.columns) else _BRIEF


def _add_constraint(statement: s.AddConstraint) -> Lock:
    return _SCAN if _is_index(statement.constraint) else _REWRITE


def _drop_constraint(statement: s.DropConstraint) -> Lock:
    return _BRIEF if _is_index(statement.constraint) else _REWRITE


def _by_alter_field(sql: str, name: str, columns: tuple[str, ...]) -> bool:
    """Whether it comes from an AlterField, which rebuilds: no name, and one column.

    AddIndex has a name, and the pairs of ``index_together`` and ``unique_together`` have several columns.
    """
    return not sql and not name and len(columns) == 1


def _is_index(constraint: s.Constraint) -> bool:
    """Whether Django makes a unique index of it, which needs no rebuild."""
    if constraint.kind != "unique":
        return False
    together = not constraint.name and len(constraint.columns) > 1
    return together or constraint.condition or constraint.expressions or constraint.deferrable


def _maintenance(statement: s.Maintenance) -> Lock | None:
    """VACUUM writes the whole file anew; ANALYZE reads indexes: sqlite.org, on each."""
    found = {"vacuum": _REWRITE, "vacuum_full": _REWRITE, "analyze": _SCAN}
    return found.get(statement.verb)


def _build(statement: s.Reindex | s.RenameIndex) -> Lock:
    """To rename an index, Django drops it and makes another one: SQLite has no statement for it."""
    return _SCAN


_JUDGES: Mapping[type[s.Statement], Callable[[Any], Lock | None]] = {
    s.DropTable: _brief,
    s.RenameTable: _brief,
    s.AddColumn: _add_column,
    s.DropColumn: _drop_column,
    s.RenameColumn: _brief,
    s.AlterColumn: _alter_column,
    s.CreateIndex: _create_index,
    s.DropIndex: _drop_index,
    s.RenameIndex: _build,
    s.Reindex: _build,
    s.AddConstraint: _add_constraint,
    s.DropConstraint: _drop_constraint,
    s.Maintenance: _maintenance,
}
