"""Runs one migration forward or back as Django does, and keeps what both ways need.

Django builds the states of a migration anew for each way, and renders them, which takes most of the time of a
``migrate``. Here the states of each operation are kept from the way forward, for the way back: Django's own
``unapply`` makes them by the same calls in the same order. The state after an operation is the one before the next.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from django.db.migrations import Migration
from django.db.migrations.operations import RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.transaction import atomic

from schemaguard.actions._rehearsal_classes import Classes
from schemaguard.rehearsals import Executed
from schemaguard.steps.source import MigrationFile

#: Where Django's operations are that change nothing but the schema.
_SCHEMA_ONLY = (
    "django.db.migrations.operations.models",
    "django.db.migrations.operations.fields",
    "django.contrib.postgres.operations",
)


def _runs_code(operation: Operation, *, back: bool) -> bool:
    """Whether code of the project, or of somebody else, may run."""
    if type(operation) is SeparateDatabaseAndState:
        return any(_runs_code(part, back=back) for part in operation.database_operations)
    if type(operation) is RunPython:
        return not _does_nothing(operation, back=back)
    return type(operation) is not RunSQL and not type(operation).__module__.startswith(_SCHEMA_ONLY)


def _does_nothing(operation: Operation, *, back: bool) -> bool:
    """Whether it is RunPython.noop. Django renders all models for it."""
    return type(operation) is RunPython and (operation.reverse_code if back else operation.code) is RunPython.noop


def without_rendering(models: ProjectState) -> ProjectState:
    """A copy of a state that holds no classes."""
    return ProjectState({key: model.clone() for key, model in models.models.items()}, real_apps=models.real_apps)


@dataclass
class Log:
    """The statements of one way, and where it is."""

    file: MigrationFile
    statements: list[Executed] = field(default_factory=list)
    #: The operation that runs now, and what it was asked last.
    operation: int | None = None
    last: str = ""
    line: int | None = None
    #: The first statement that the database refused, its operation and line.
    failed: tuple[str, int | None, int | None] | None = None

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """A wrapper for ``connection.execute_wrapper``."""
        self.last, self.line = str(sql), self._line()
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        except Exception:
            self.failed = self.failed or (self.last, self.operation, self.line)
            raise
        finally:
            seconds = time.perf_counter() - started
            self.statements.append(Executed(self.last, seconds, self.operation, self.line))

    def _line(self) -> int | None:
        """The line of the migration's file that runs, or that of its operation."""
        path = str(self.file.path)
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            if frame.f_code.co_filename == path and frame.f_code.co_name != "<module>":
                return frame.f_lineno
            frame = frame.f_back
        return None if self.operation is None else self.file.line_of(str(self.operation))


@contextmanager
def _seen_by(connection: Any, log: Log) -> Iterator[None]:
    """Before any other wrapper, so that a statement is seen that one of them refuses."""
    connection.execute_wrappers.insert(0, log)
    try:
        yield
    finally:
        connection.execute_wrappers.remove(log)


@dataclass
class Moves:
    """One migration on one database, from the state before it."""

    file: MigrationFile
    connection: Any
    before: ProjectState
    #: The states before and after each operation; known once it went forward.
    pairs: list[tuple[ProjectState, ProjectState]] = field(default_factory=list)
    log: Log = field(init=False)
    #: Whether the state before is rendered for this alone, before any code runs; and how the classes were then.
    alone: bool = False
    _classes: Classes | None = field(default=None, init=False)
    _others: Moves | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.log = Log(self.file)

    def anew(self, *, back: bool = False) -> Moves:
        """The same for another process, which would render its models itself; ``back``: to go back next.

        Code keeps rows of models, as the managers of content types do, and rows of one rendering are refused by the
        classes of another. What runs no code keeps nothing, so that it may use the same states. So may the processes
        after the first, unless code has left something in the classes.
        """
        if not self._runs_code(back=back):
            return self
        last = self if self.alone else self._others
        if last is None or (last._classes and not last._classes.are_as_before()):
            last = Moves(self.file, self.connection, without_rendering(self.before), alone=True)
        self._others = last
        return last

    def renew(self) -> None:
        """Render models once more, in place, if code has run."""
        if self._runs_code(back=False):
            self.before, self.pairs, self._others = without_rendering(self.before), [], None

    def _runs_code(self, *, back: bool) -> bool:
        return any(_runs_code(operation, back=back) for operation in self.migration.operations)

    @property
    def migration(self) -> Migration:
        """Django's."""
        return self.file.migration

    def forward(self) -> ProjectState:
        """Run it, and give the state after it. The states of each operation are made once."""
        if type(self.migration).apply is not Migration.apply:
            with self._editor() as (editor, _):
                return self.migration.apply(self.before.clone(), editor)
        if not self.pairs and not self.alone:
            return self._first_time()
        if not self.pairs:
            self.prepare()
        with self._editor() as (editor, log):
            for number, (operation, (old, new)) in enumerate(zip(self.migration.operations, self.pairs, strict=True)):
                log.operation = number
                self._run(editor, operation, operation.database_forwards, old, new)
        return self.pairs[-1][1] if self.pairs else self.before

    def prepare(self) -> None:
        """Make the states of each operation without running anything, as Django does before it goes back."""
        state, pairs = self._beginning(), []
        for operation in self.migration.operations:
            old, state = state, state.clone()
            operation.state_forwards(self.migration.app_label, state)
            pairs.append((old, state))
        self.pairs = pairs
        if self.alone and pairs:
            self._classes = Classes([*(old for old, _ in pairs), state])

    def back(self) -> None:
        """Run the reverse."""
        if type(self.migration).unapply is not Migration.unapply:
            with self._editor() as (editor, _):
                self.migration.unapply(self.before.clone(), editor)
            return
        if not self.pairs:
            self.prepare()
        with self._editor() as (editor, log):
            together = list(zip(self.migration.operations, self.pairs, strict=True))
            for number, (operation, (old, new)) in reversed(list(enumerate(together))):
                log.operation = number
                if not _does_nothing(operation, back=True):
                    self._run(editor, operation, operation.database_backwards, new, old)

    def _beginning(self) -> ProjectState:
        """The state before, rendered as ``migrate`` does it before the first operation of either way.

        What operations change is then rendered again and the rest is not, so that classes of two renderings may meet:
        Django refuses a query between them. Models that are rendered later, all at once, would hide that.
        """
        if not all(type(operation) is RunSQL for operation in self.migration.operations):
            _ = self.before.apps
        return self.before.clone()

    def _first_time(self) -> ProjectState:
        """As Migration.apply does it, with all states kept."""
        state = self._beginning()
        pairs = []
        with self._editor() as (editor, log):
            for number, operation in enumerate(self.migration.operations):
                log.operation = number
                old, state = state, state.clone()
                operation.state_forwards(self.migration.app_label, state)
                pairs.append((old, state))
                self._run(editor, operation, operation.database_forwards, old, state)
        self.pairs = pairs
        return state

    def _run(
        self, editor: Any, operation: Operation, way: Callable[..., None], source: ProjectState, goal: ProjectState
    ) -> None:
        """An operation of a migration that is not atomic may be atomic itself."""
        own = operation.atomic or (self.migration.atomic and operation.atomic is not False)
        if not editor.atomic_migration and own:
            with atomic(editor.connection.alias):
                way(self.migration.app_label, editor, source, goal)
        else:
            way(self.migration.app_label, editor, source, goal)

    @contextmanager
    def _editor(self) -> Iterator[tuple[Any, Log]]:
        self.log = Log(self.file)
        inside = self.connection.in_atomic_block
        with _seen_by(self.connection, self.log):
            try:
                with self.connection.schema_editor(atomic=self.migration.atomic) as editor:
                    yield editor, self.log
            except BaseException:
                if self.connection.in_atomic_block and not inside:
                    # SQLite's editor checks constraints first. A broken transaction refuses, and stays open.
                    editor.atomic.__exit__(*sys.exc_info())
                    self.connection.enable_constraint_checking()
                raise
