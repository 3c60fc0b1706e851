"""Runs migrations on scratch databases, as ``migrate`` does."""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connections, router
from django.db.migrations import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.models.signals import post_migrate, pre_migrate
from django.db.utils import Error
from django.dispatch import Signal
from django.utils.translation import override

from schemaguard.actions._order import side_by_side
from schemaguard.actions._signals import import_receivers, reload, send
from schemaguard.databases.connections import reason
from schemaguard.databases.obstacles import obstacle
from schemaguard.databases.scratch_names import Ended
from schemaguard.exceptions import BadInput
from schemaguard.models import EVERYWHERE
from schemaguard.steps.loader import Node

#: Told how many migrations have run, and of how many.
Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """A progress that says nothing."""


@dataclass(frozen=True, slots=True)
class Course:
    """One database of a run."""

    alias: str
    #: Apps that have no migrations.
    unmigrated: frozenset[str] = frozenset()
    #: Whether there is a table of applied migrations.
    recorder: bool = True


class Failed(BadInput):
    """A migration, or a receiver of a signal, does not run on a new database."""

    def __init__(self, message: str, *, database: bool = False) -> None:
        super().__init__(message)
        #: Whether the database refused it: something that is not there may be missing.
        self.database = database


@dataclass
class Run:
    """The databases of one run, which are swapped in already, and where each stands."""

    courses: Sequence[Course]
    #: Aliases that were asked for and are not part of the run.
    refused: list[str] = field(default_factory=list)
    #: What statements would have done outside of their scratch database.
    outside: list[str] = field(default_factory=list)
    #: What else can be done about a database that was refused.
    way_out: str = ""
    progress: Progress = silent
    #: Show what migrations print, on stderr.
    talk: bool = False
    states: dict[str, ProjectState] = field(default_factory=dict)
    #: One for each database, as ``migrate`` has it: it asks only once whether its table is there.
    _recorders: dict[str, MigrationRecorder] = field(default_factory=dict)

    def begin(self) -> None:
        """Make the table of applied migrations, as ``migrate`` does first."""
        import_receivers()
        for course in self.courses:
            connection = connections[course.alias]
            with self._guarded(course.alias, "The database cannot be prepared"):
                connection.prepare_database()
                self.states[course.alias] = ProjectState(real_apps=set(course.unmigrated))
                if course.recorder:
                    self._recorder(course.alias).ensure_schema()

    def migrate(self, plans: Mapping[str, Sequence[Migration]]) -> Iterator[tuple[str, Migration]]:
        """Run plans, those of several databases side by side; give each migration when it has run."""
        total = sum(map(len, plans.values()))
        for alias, plan in plans.items():
            self._send(pre_migrate, alias, plan)
        for number, (alias, migration) in enumerate(side_by_side(plans), 1):
            self._apply(alias, migration)
            self.progress(number, total)
            yield alias, migration
        for alias, plan in plans.items():
            reload(self.states[alias])
            self._send(post_migrate, alias, plan)

    def sync(self, alias: str, labels: Iterable[str]) -> None:
        """Make the tables of apps from their models, as ``migrate --run-syncdb`` does."""
        connection: Any = connections[alias]
        configs = [apps.get_app_config(label) for label in sorted(labels)]
        models = [model for config in configs for model in router.get_migratable_models(config, alias)]
        # Routers are not asked about the ledger.
        own = EVERYWHERE if any(config.label == "schemaguard" for config in configs) else ()
        models += [model for model in own if model not in models]
        with self._guarded(alias, "The tables of models cannot be made"), connection.schema_editor() as editor:
            for model in models:
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
            # Django 5.2 on MySQL leaves a None for a unique constraint with a condition, and fails on it.
            editor.deferred_sql = [statement for statement in editor.deferred_sql if statement is not None]

    def _apply(self, alias: str, migration: Migration) -> None:
        """One migration, as MigrationExecutor.apply_migration does it."""
        connection: Any = connections[alias]
        node = (migration.app_label, migration.name)
        with self._guarded(alias, f"{'.'.join(node)} does not run on a new database", node):
            state = self.states[alias]
            if "apps" not in state.__dict__:
                _ = state.apps  # All at once is much faster than one model after the other.
            with connection.schema_editor(atomic=migration.atomic) as editor:
                self.states[alias] = migration.apply(state, editor)
                late = bool(editor.deferred_sql)
                if not late:
                    self._record(alias, migration)
            if late:
                self._record(alias, migration)

    def _record(self, alias: str, migration: Migration) -> None:
        """Note that a migration is applied; for a squash, that all it replaces is."""
        for app, name in migration.replaces or [(migration.app_label, migration.name)]:
            self._recorder(alias).record_applied(app, name)

    def _recorder(self, alias: str) -> MigrationRecorder:
        return self._recorders.setdefault(alias, MigrationRecorder(connections[alias]))

    def _send(self, signal: Signal, alias: str, plan: Sequence[Migration]) -> None:
        """As ``migrate`` does, but not to our own ledger."""
        word = "pre_migrate" if signal is pre_migrate else "post_migrate"
        with self._guarded(alias, f"A receiver of {word} fails on a new database"):
            send(signal, alias, self.states[alias], [(migration, False) for migration in plan], to_us=False)

    @contextmanager
    def _guarded(self, alias: str, what: str, node: Node | None = None) -> Iterator[None]:
        """Say in one line what failed; a database that is not part of the run is a failure even if it was hidden."""
        self.refused.clear()
        self.outside.clear()
        output = sys.stderr if self.talk else io.StringIO()
        try:
            with redirect_stdout(output), warnings.catch_warnings(), override(None):
                warnings.simplefilter("ignore")
                yield
        except Ended:
            raise
        except (Exception, SystemExit) as error:  # Any code may stand here, and it is the user's.
            if not self.refused and not self.outside:
                if way_out := obstacle(error):
                    raise BadInput(f"{_said(alias, what, error)} {way_out}") from error
                raise Failed(_said(alias, what, error), database=isinstance(error, Error)) from error
        if self.outside:
            raise Failed(f"{what} of {alias!r}: {self.outside[0]}, which is outside of it. Nothing is changed there.")
        if self.refused:
            where = ".".join(node) if node else "A receiver of a signal"
            names = " ".join(f"--database {name}" for name in dict.fromkeys((alias, *self.refused)))
            raise BadInput(
                f"{where} uses the database {self.refused[0]!r} while it runs on {alias!r}, "
                f"and only asked databases have a scratch database. Ask for both: {names}{self.way_out}"
            )


def _said(alias: str, what: str, error: BaseException) -> str:
    text = reason(error, connections[alias].settings_dict)
    return f"{what} of {alias!r}: {type(error.__cause__ or error).__name__}: {text}"
