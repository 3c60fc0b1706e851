"""A run on one or several databases: locked, limited and recorded from its beginning to its end."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.utils import Error
from django.utils.translation import override

from schemaguard import store
from schemaguard.actions import _places, _who
from schemaguard.actions._plans import Plan, plan_for
from schemaguard.actions._rendering import cheaper
from schemaguard.actions._run_journal import Journal
from schemaguard.actions._run_live import Live
from schemaguard.actions._run_resume import require_resumable
from schemaguard.conf import Settings, seconds
from schemaguard.databases.base import Wanted
from schemaguard.databases.connections import close_where_lost, reason
from schemaguard.databases.obstacles import way_out
from schemaguard.databases.registry import database
from schemaguard.databases.running import Busy, Claim, Held, Limits
from schemaguard.databases.scratch_names import unwound_by_sigterm
from schemaguard.exceptions import BadInput, SchemaguardError
from schemaguard.runs import Outcome, RunInfo, Who
from schemaguard.schema.fingerprint import fingerprint
from schemaguard.steps import loader
from schemaguard.steps.loader import Node

#: Told what is done, how much of it is over, and how much there is.
Progress = Callable[[str, int, int], None]


def quiet(what: str, done: int, total: int) -> None:
    """A progress that says nothing."""


@dataclass(frozen=True, slots=True)
class Options:
    """What apply and rollback have in common."""

    command: str
    databases: tuple[str, ...] = ()
    #: What was asked for, as on the command line.
    arguments: str = ""
    #: Seconds to wait for another runner.
    wait: float = 0.0
    #: Seconds; None: as the settings say.
    lock_timeout: float | None = None
    statement_timeout: float | None = None
    #: Look at what each migration has touched.
    verify: bool = True
    progress: Progress = quiet


@dataclass
class Session:
    """One run."""

    options: Options
    settings: Settings
    aliases: tuple[str, ...]
    id: str = field(default_factory=lambda: uuid4().hex)
    who: Who = field(default_factory=_who.who)
    begun_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    locks: dict[str, Held] = field(default_factory=dict)
    lives: dict[str, Live] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    #: What is to run, by database.
    planned: Mapping[str, Sequence[Migration]] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def told(self, what: str) -> None:
        """Show what is waited for."""
        self.options.progress(what, 0, 0)

    def open(
        self,
        plans: Mapping[str, Plan],
        planned: Mapping[str, Sequence[Migration]],
        *,
        plan: str = "",
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Take up the databases on which something is to be done, and begin the run in their ledgers.

        ``plans``: what each has applied; ``planned``: what is to run there. Raises BadInput.
        """
        self.planned = planned
        for alias, found in plans.items():
            with one_line(alias):
                self.lives[alias] = self._live(alias, found)
                self._take_over(self.lives[alias])
                require_ledger(alias)
                backwards = self.options.command == "rollback"
                require_resumable(self.lives[alias], planned.get(alias, ()), backwards=backwards)
        try:
            for alias, live in self.lives.items():
                with one_line(alias):
                    self._begin(live, plan, details or {})
        except SchemaguardError as refused:
            for live in self.lives.values():
                close_where_lost(live.connection, refused)
            # Another database may know of the run already, and this one as well: only the answer may be lost.
            self.end(Outcome.FAILED, str(refused))
            raise

    def _begin(self, live: Live, plan: str, details: Mapping[str, object]) -> None:
        live.journal.info = replace(self._info(live.alias, plan), id=self.id, begun_at=self.begun_at)
        live.journal.details = details
        live.journal.begin()
        # This is the only runner: what is still open was killed, and goes on here.
        store.close_killed(live.alias, except_run=self.id)
        live.guard = self._stack.enter_context(live.guard)

    def _take_over(self, live: Live) -> None:
        """Make sure that nothing of a killed run is still at work."""
        if live.database.is_pooled(live.source):
            self.notes.append(
                f"{live.alias!r} is reached through a pooler in transaction mode: what a killed run may have left at "
                "work there cannot be seen."
            )
            apart = [item for item in self.planned.get(live.alias, ()) if not live.in_one_piece(item)]
            if apart:
                raise BadInput(
                    f"{live.alias!r} is reached through a pooler in transaction mode, and "
                    f"{apart[0].app_label}.{apart[0].name} does not run in one transaction. Connect to the server "
                    "itself for migrations."
                )
            return
        self.notes += self._stack.enter_context(live.database.working(live.connection))

    def _info(self, alias: str, plan: str = "") -> RunInfo:
        options = self.options
        return store.new_run(options.command, alias, self.settings, arguments=options.arguments, plan=plan)

    def _live(self, alias: str, plan: Plan) -> Live:
        source = _places.live(alias)
        connection: Any = connections[alias]
        kind = database(_places.vendor(source.settings))
        recorder = MigrationRecorder(connection)
        connection.prepare_database()
        recorder.ensure_schema()
        pending = {(migration.app_label, migration.name) for migration in plan.pending}
        applied = frozenset(recorder.applied_migrations())
        return Live(
            source=source,
            connection=connection,
            database=kind,
            plan=plan,
            lock=self.locks[alias],
            guard=kind.guard(connection, self._limits()),
            journal=Journal(
                alias,
                self._info(alias),
                waiting=any(app == "schemaguard" for app, _ in pending),
                before=applied,
            ),
            retries=self.settings.lock_retries,
            told=self.told,
            state=state_of(plan),
            applied=set(applied),
            _recorder=recorder,
        )

    def _limits(self) -> Limits:
        options, settings = self.options, self.settings
        lock = seconds(settings.lock_timeout) if options.lock_timeout is None else options.lock_timeout
        whole = seconds(settings.statement_timeout) if options.statement_timeout is None else options.statement_timeout
        return Limits(lock=lock, statement=whole)

    def lock(self) -> None:
        """Be the only runner on all of them, always in the same order."""
        for alias in sorted(self.aliases):
            source = _places.live(alias)
            claim = Claim(self.id, str(self.who), self.options.wait, lambda holder: self.told(f"Waiting for {holder}"))
            runner = database(_places.vendor(source.settings)).runner
            try:
                self.locks[alias] = self._stack.enter_context(runner(source, claim))
            except Busy as busy:
                # Only a server that tells who it is can tell that it is this run.
                if self.locks and self.id[:8] in str(busy):
                    raise BadInput(_one_and_the_same(alias, self.locks)) from busy
                raise

    def observe(self) -> None:
        """Write what happened to the databases without us, before something else does."""
        for alias in self.aliases:
            self.notes += store.observe(alias)
            self.notes += store.protect(alias)

    def end(self, outcome: Outcome, error: str = "") -> dict[str, str]:
        """End the run in the ledgers, and give their last places."""
        ends = {alias: live.journal.end(outcome, error, _left_as(live)) for alias, live in self.lives.items()}
        for alias, live in self.lives.items():
            self.notes += live.journal.notes
            if ends[alias]:
                self.notes += store.protect(alias)
        return {alias: end for alias, end in ends.items() if end}


def _one_and_the_same(alias: str, others: Iterable[str]) -> str:
    return (
        f"{alias!r} is the same database as {' or '.join(map(repr, others))}, and each is worked on once in a run. "
        f"Name one of them: --database {alias}; or say that one mirrors the other, with TEST MIRROR in DATABASES."
    )


def _left_as(live: Live) -> dict[str, object]:
    """What the schema is like at the end, so that ``status`` sees at a glance whether somebody has changed it since."""
    try:
        return {"fingerprint": fingerprint(live.database.introspect(live.source, Wanted()))}
    except BadInput:  # Whatever ended the run may be in the way of this as well: status says that it cannot tell.
        return {}


@contextmanager
def session(options: Options, settings: Settings, aliases: Sequence[str]) -> Iterator[Session]:
    """Hold the locks of these databases. Nothing is written yet: see ``Session.open``.

    What migrations print goes to stderr: on stdout is the report.
    """
    made = Session(options, settings, tuple(aliases))
    with (
        unwound_by_sigterm(),
        made._stack,
        store.quiet(),
        cheaper(),
        redirect_stdout(sys.stderr),
        warnings.catch_warnings(),
        override(None),
    ):
        made.lock()
        with one_line(*aliases):
            yield made


@contextmanager
def one_line(*aliases: str) -> Iterator[None]:
    """What a server refuses before anything has run: what it says, and what to do. Raises BadInput."""
    try:
        yield
    except Error as error:
        said = reason(error, connections[aliases[0]].settings_dict)
        remedy = way_out(error) or "See: manage.py schemaguard status"
        raise BadInput(f"{', '.join(aliases)} cannot be worked on: {said} {remedy}") from error


def require_ledger(alias: str) -> None:
    """What nobody records is not run. Raises BadInput where the ledger was there and is not any more."""
    if said := store.gone(alias):
        raise BadInput(said)


def plan_of(alias: str) -> Plan:
    """What a database has applied and what is pending. Raises BadInput where it cannot be asked."""
    connection: Any = connections[alias]
    try:
        applied: frozenset[Node] = frozenset(MigrationRecorder(connection).applied_migrations())
    except Error as error:
        raise BadInput(f"{alias} cannot be read: {reason(error, connection.settings_dict)}") from error
    return plan_for(loader.load(), applied)


def state_of(plan: Plan) -> ProjectState:
    """The models as what is applied has made them."""
    state = ProjectState(real_apps=set(plan.unmigrated))
    for migration in plan.done:
        migration.mutate_state(state, preserve=False)
    return state
