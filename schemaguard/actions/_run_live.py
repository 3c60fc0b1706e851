"""One database while migrations run on it: its connection, lock, limits, ledger and models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from schemaguard.actions._plans import Plan
from schemaguard.actions._run_journal import Journal
from schemaguard.databases.base import Database, Source
from schemaguard.databases.running import Guard, Held
from schemaguard.runs import Event, NewEntry
from schemaguard.steps.loader import Node

if TYPE_CHECKING:
    from schemaguard.actions._run_way import Way


@dataclass
class Live:
    """What stays the same for all migrations of a run."""

    source: Source
    #: Django's connection under the alias.
    connection: Any
    database: Database
    plan: Plan
    lock: Held
    guard: Guard
    journal: Journal
    #: How often a migration is tried again that could not get its locks.
    retries: int
    #: Told what is waited for.
    told: Callable[[str], None]
    #: The models before the next migration.
    state: ProjectState
    #: What is recorded as applied.
    applied: set[Node] = field(default_factory=set)
    #: How many migrations of this run are over.
    position: int = 0
    _recorder: MigrationRecorder | None = None

    @property
    def alias(self) -> str:
        """How Django calls it."""
        return str(self.connection.alias)

    @property
    def recorder(self) -> MigrationRecorder:
        """Asks only once whether its table is there."""
        if self._recorder is None:
            self._recorder = MigrationRecorder(self.connection)
        return self._recorder

    def in_one_piece(self, migration: Migration) -> bool:
        """Whether all of it is undone where it does not get to its end."""
        return self.database.transactional_ddl and bool(migration.atomic)

    def is_dead(self) -> bool:
        """Whether the connection was lost. Without is_usable, as on MongoDB, a client connects again by itself."""
        connection = self.connection
        if connection.connection is None or type(connection).is_usable is BaseDatabaseWrapper.is_usable:
            return False
        return not connection.is_usable()

    def unusable(self) -> frozenset[str]:
        """Indexes that failed builds have left. Not asked inside a transaction, which may be broken."""
        return self.database.unusable(self.connection)

    def record(self, migration: Migration, *, backwards: bool) -> None:
        """What MigrationExecutor does: a squash stands for all that it replaces."""
        own = (migration.app_label, migration.name)
        replaced = [(str(app), str(name)) for app, name in migration.replaces]
        for app, name in (*replaced, own) if backwards else replaced or (own,):
            if backwards:
                self.recorder.record_unapplied(app, name)
            elif (app, name) not in self.applied or self.database.transactional_ddl:
                # MongoDB's record has no unique index: an interrupted run may have written it already.
                self.recorder.record_applied(app, name)

    def recorded(self, migration: Migration, *, backwards: bool) -> None:
        """It is certain now."""
        nodes = {(str(app), str(name)) for app, name in migration.replaces} or {(migration.app_label, migration.name)}
        if backwards:
            self.applied -= nodes | {(migration.app_label, migration.name)}
        else:
            self.applied |= nodes

    def check_replacements(self) -> None:
        """Record squashes of which everything is applied, as ``migrate`` does at its end."""
        for key, migration in self.plan.project.loader.replacements.items():
            replaced = {(str(app), str(name)) for app, name in migration.replaces}
            if replaced <= self.applied and key not in self.applied:
                self.recorder.record_applied(*key)
                self.applied.add(key)

    def entry(self, way: Way, event: Event, **more: Any) -> NewEntry:
        """What the ledger is told about a migration."""
        file, done = way.file, event in (Event.DONE, Event.FAILED)
        started = event is Event.STARTED
        return NewEntry(
            event,
            app=file.app,
            migration=file.name,
            backwards=way.backwards,
            position=self.position,
            digest=way.digest,
            source=file.text if started else "",
            reason=str(file.attributes.get("reason") or "") if started or done else "",
            ticket=str(file.attributes.get("ticket") or "") if started or done else "",
            sql=way.log.sql if done else "",
            seconds=way.seconds if done else None,
            lock_seconds=way.lock_seconds if done else None,
            **more,
        )
