"""What operations leave for the end of their migration: foreign keys, indexes and unique constraints of what is new.

Until then the names in it follow what is renamed, and what is dropped takes it along. So it cannot be run any earlier
than ``migrate`` does, and its text at a moment is not enough to go on with: where a migration was interrupted, its
operations say once more what they leave, without running.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations import (
    AddField,
    AlterField,
    AlterModelTable,
    AlterOrderWithRespectTo,
    CreateModel,
    DeleteModel,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
    RenameField,
    RenameModel,
    RunPython,
)
from django.db.migrations.operations.base import Operation

from schemaguard.actions._run_kinds import parts, runs_code

#: What leaves something, renames it or takes it away. The others look at the database, which is further on by then.
_CONCERNED = (
    AddField,
    AlterField,
    AlterModelTable,
    AlterOrderWithRespectTo,
    CreateModel,
    DeleteModel,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
    RenameField,
    RenameModel,
)


class Deferred:
    """What waits, in its order."""

    def __init__(self) -> None:
        self.waiting: list[Any] = []
        #: What the last operation has added.
        self.added: list[Any] = []

    @contextmanager
    def lent_to(self, editor: Any) -> Iterator[None]:
        """While an operation runs with this schema editor, which keeps nothing of it."""
        known = {id(sql) for sql in self.waiting}
        editor.deferred_sql = list(self.waiting)
        yield
        self.waiting, editor.deferred_sql = list(editor.deferred_sql), []
        self.added = [sql for sql in self.waiting if id(sql) not in known]

    def run(self, editor: Any, wanted: list[Any]) -> None:
        """Run some of it. What fails waits on, with all that follows."""
        for sql in list(wanted):
            editor.execute(sql, None)
            self.waiting.remove(sql)


def is_barrier(operation: Operation) -> bool:
    """Whether nobody can tell what it renames, so that nothing is left waiting when it runs."""
    return runs_code(operation) and not isinstance(operation, RunPython)


def says_again(operation: Operation) -> bool:
    """Whether it can have changed what waits."""
    return not runs_code(operation) and any(isinstance(part, _CONCERNED) for part in parts(operation))


def silent_editor(connection: Any) -> Any:
    """A schema editor that runs nothing, and looks at nothing."""
    editor = connection.SchemaEditorClass(connection, collect_sql=True, atomic=False)
    editor._constraint_names = lambda *arguments, **named: []
    editor._create_missing_fk_index = lambda *arguments, **named: False  # MySQL's
    return editor
