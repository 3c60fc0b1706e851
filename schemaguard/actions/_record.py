"""Records a plain ``migrate``: each migration as it happens, as far as Django lets anybody see it."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import Any

from django.core.management.commands.migrate import Command
from django.db import connections
from django.db.migrations import Migration

from schemaguard import store
from schemaguard.actions._rehearsal_private import Private
from schemaguard.databases.connections import reason
from schemaguard.runs import Event, NewEntry, Outcome, RunInfo
from schemaguard.steps.source import MigrationFile

logger = logging.getLogger("schemaguard")

Node = tuple[str, str]

#: Makes and drops the tables of the ledger.
_FIRST = ("schemaguard", "0001_initial")

#: Where the code of Django's command is: its method ``handle`` is wrapped.
_COMMAND = Command.__module__

_NOT_KNOWN = "Something else than the command migrate ran this, so that how it ran is not known."


@dataclass
class Recording:
    """One ``migrate`` on one database."""

    alias: str
    run: RunInfo
    #: Migrations and directions, in order.
    plan: Sequence[tuple[Migration, bool]]
    #: What django_migrations had when it began.
    before: Collection[Node]
    #: Migrations of the ledger itself that are still to run: before that nothing can be written.
    own: int
    #: Whether each migration is heard of when it runs.
    listens: bool = False
    #: Whether nothing more is to be written.
    over: bool = False
    _begun: bool = False
    _waiting: list[NewEntry] = field(default_factory=list)
    #: The place in the plan of what runs just now, and since when.
    _running: int | None = None
    _since: float = 0.0
    #: What is known of the migration at a place.
    _about: tuple[int, NewEntry] = (-1, NewEntry(Event.STARTED))

    @classmethod
    def begin(cls, alias: str, plan: Sequence[tuple[Migration, bool]]) -> Recording | None:
        """Write down what happened before, and that this begins. None: there is nothing to do."""
        if not plan:
            store.observe(alias)
            return None
        frame = _command(alias)
        run = store.new_run("migrate", alias, store.project_settings(), arguments=_arguments(frame))
        own = sum(migration.app_label == _FIRST[0] and not backwards for migration, backwards in plan)
        made = cls(alias, run, plan, store.recorded(connections[alias]), own, listens=bool(frame))
        made._write()
        if frame:
            made._listen(frame["executor"])
        return made

    def end(self) -> None:
        """All of it has run."""
        if self.over:
            return
        self.over = True
        if not self.listens:
            self._waiting += [self._entry(Event.DONE, place) for place in range(len(self.plan))]
        self.own = 0
        self._write()
        if self._begun:
            store.settle(self.alias, self.run.id)
            self._close(Outcome.DONE)

    # Listening

    def _listen(self, executor: Any) -> None:
        """Hear of each migration, and of what stops them. Only this executor is touched."""
        told, migrate = executor.progress_callback, executor.migrate

        def progress(action: str, migration: Any = None, fake: bool = False) -> None:
            self._safely(self._hear, action, migration, fake)
            if told is not None:
                told(action, migration, fake)

        def run(*arguments: Any, **options: Any) -> Any:
            try:
                return migrate(*arguments, **options)
            except BaseException as error:
                self._safely(self._fail, error)
                raise

        executor.progress_callback, executor.migrate = progress, run

    def _safely(self, what: Callable[..., None], *arguments: Any) -> None:
        """Recording never makes a migration fail."""
        if self.over:
            return
        try:
            what(*arguments)
        except Exception as error:  # noqa: BLE001
            self.over = True
            logger.warning("The ledger could not record this run on %r: %s.", self.alias, type(error).__name__)

    def _hear(self, action: str, migration: Any, fake: bool) -> None:
        """What has run is written together with what runs next: should that be lost, django_migrations tells."""
        if action in ("apply_start", "unapply_start"):
            self._running = place = next(place for place, item in enumerate(self.plan) if item[0] is migration)
            self._waiting.append(self._entry(Event.STARTED, place))
            self._write()
            if (migration.app_label, migration.name) == _FIRST and action == "unapply_start":
                # The ledger is about to be dropped.
                store.Ledger.forget(self.alias)
                self.over = True
            self._since = time.monotonic()
        elif action in ("apply_success", "unapply_success") and self._running is not None:
            seconds = time.monotonic() - self._since
            self._waiting.append(self._entry(Event.FAKED if fake else Event.DONE, self._running, seconds=seconds))
            self.own -= migration.app_label == _FIRST[0] and action == "apply_success"
            self._running = None

    def _fail(self, error: BaseException) -> None:
        outcome = Outcome.STOPPED if isinstance(error, KeyboardInterrupt | SystemExit) else Outcome.FAILED
        text = MigrationFile(self.plan[self._running or 0][0]).text
        said = Private.of(names=[text]).message(reason(error, connections[self.alias].settings_dict))
        line = f"{type(error.__cause__ or error).__name__}: {said}"
        if self._running is not None:
            failed = self._entry(Event.FAILED, self._running, error=line, outcome=outcome.value)
            self._waiting.append(replace(failed, source=""))
        self.own = 0
        self._write()
        if self._begun:
            self._close(outcome, line)
        self.over = True

    # Writing

    def _write(self) -> None:
        """Add what waits, once there is where to."""
        ledger = store.Ledger.of(self.alias) if self.own == 0 else None
        if ledger is None:
            return
        if not self._begun:
            store.observe(self.alias, rows=self.before)
            ledger.begin(self.run, {} if self.listens else {"how": _NOT_KNOWN})
            self._begun = True
        if self._waiting:
            ledger.add_all(self.run.id, self._waiting)
            self._waiting = []

    def _close(self, outcome: Outcome, error: str = "") -> None:
        ledger = store.Ledger.of(self.alias)
        if ledger is not None:
            ledger.end(self.run.id, outcome.value, error)

    def _entry(self, event: Event, place: int, **more: Any) -> NewEntry:
        if self._about[0] != place:
            self._about = (place, _about(*self.plan[place], place))
        # The text is in the entry of the beginning, where there is one.
        known = self._about[1]
        return replace(known, event=event, source=known.source if _tells_all(event, self.listens) else "", **more)


def _tells_all(event: Event, listens: bool) -> bool:
    return event is Event.STARTED or not listens


def _about(migration: Migration, backwards: bool, place: int) -> NewEntry:
    """What does not change while a migration runs."""
    file = MigrationFile(migration)
    text = file.text
    return NewEntry(
        Event.STARTED,
        *file.key,
        backwards=bool(backwards),
        position=place,
        digest=file.digest if text else "",
        source=text,
        reason=str(file.attributes.get("reason") or ""),
        ticket=str(file.attributes.get("ticket") or ""),
    )


def _command(alias: str) -> Mapping[str, Any]:
    """What Django's command ``migrate`` knows that sends the signal, where it is that."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name == "handle" and frame.f_globals.get("__name__") == _COMMAND:
            known = frame.f_locals
            return known if "executor" in known and known["connection"].alias == alias else {}
        frame = frame.f_back
    return {}


def _arguments(frame: Mapping[str, Any]) -> str:
    """The command line, as far as it says what is to run."""
    options = frame.get("options") or {}
    words = [str(options[name]) for name in ("app_label", "migration_name") if options.get(name)]
    switches = ("fake", "fake_initial", "run_syncdb", "prune")
    words += [f"--{name.replace('_', '-')}" for name in switches if options.get(name)]
    return " ".join(words)
