"""What MongoDB locks, and which operations make django-mongodb-backend touch every document.

Sources: MongoDB manual 8.0, "FAQ: Concurrency" (the locks of common operations) and "Index Builds on Populated
Collections" (an exclusive lock at the beginning and the end of a build only, intent locks in between);
django_mongodb_backend.schema for what an operation does. The tests run the operations and watch the commands.

Documents are locked one by one, by the storage engine: an intent lock on the collection blocks nobody. Statements
on rows yield None, and so does code that could not be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from schemaguard import statements as s
from schemaguard.databases.base import Lock
from schemaguard.target import Target

_INTENT = "intent exclusive (IX)"
_EXCLUSIVE = Lock("exclusive (X)", blocks_reads=True, blocks_writes=True)
_BUILD = Lock("intent exclusive (IX), exclusive (X) at begin and end", scans=True)
_SCAN = Lock(_INTENT, scans=True)
_REWRITE = Lock(_INTENT, rewrites=True)


def lock(statement: s.Statement, target: Target) -> Lock | None:
    """The lock; None where none is worth naming."""
    judge = _JUDGES.get(type(statement))
    return judge(statement) if judge else None


def _exclusive(statement: s.Statement) -> Lock:
    """Short, as it is with dropIndexes, drop and renameCollection."""
    return _EXCLUSIVE


def _every_document(statement: s.Statement) -> Lock:
    """An update of all documents: AddField sets a value even where there is one, RemoveField unsets, RenameField."""
    return _REWRITE


def _alter_column(statement: s.AlterColumn) -> Lock | None:
    """Only nulls are filled, when the field becomes required and has a default. A type is not converted."""
    fills = "null" in statement.changed and not statement.after.null and statement.after.fill is not None
    return _SCAN if fills else None


def _build_index(statement: s.CreateIndex | s.RenameIndex) -> Lock:
    """To rename an index, Django drops it and makes another one."""
    return _BUILD


def _add_constraint(statement: s.AddConstraint) -> Lock | None:
    """Only unique constraints exist. A primary key is ``_id``, and has its index."""
    return _BUILD if statement.constraint.kind == "unique" else None


def _drop_constraint(statement: s.DropConstraint) -> Lock | None:
    return _EXCLUSIVE if statement.constraint.kind == "unique" else None


_JUDGES: Mapping[type[s.Statement], Callable[[Any], Lock | None]] = {
    s.DropTable: _exclusive,
    s.RenameTable: _exclusive,
    s.AddColumn: _every_document,
    s.DropColumn: _every_document,
    s.RenameColumn: _every_document,
    s.AlterColumn: _alter_column,
    s.CreateIndex: _build_index,
    s.DropIndex: _exclusive,
    s.RenameIndex: _build_index,
    s.AddConstraint: _add_constraint,
    s.DropConstraint: _drop_constraint,
}
