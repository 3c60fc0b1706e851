"""Runs the migrations of a plan in order, each with its entries in the ledger, and says what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.migrations import Migration
from django.db.migrations.state import ProjectState
from django.db.models.signals import post_migrate, pre_migrate

from schemaguard.actions import _run_failure
from schemaguard.actions._order import side_by_side
from schemaguard.actions._plans import node_of
from schemaguard.actions._run_half import Half
from schemaguard.actions._run_live import Live
from schemaguard.actions._run_resume import half_for
from schemaguard.actions._run_session import Session, plan_of, state_of
from schemaguard.actions._run_states import States
from schemaguard.actions._run_verify import Effects, Verified
from schemaguard.actions._run_way import Way
from schemaguard.actions._signals import import_receivers, reload, send
from schemaguard.runs import Event, MigrationRun, NewEntry, Outcome
from schemaguard.steps.loader import Node
from schemaguard.steps.source import MigrationFile
from schemaguard.target import Target

Plans = Mapping[str, Sequence[Migration]]


class Stopped(Exception):
    """A migration did not get to its end. What came of it is told already."""

    def __init__(self, error: BaseException, said: str, noted: str) -> None:
        super().__init__(said)
        #: ``noted`` is what the ledger may know of it.
        self.error, self.said, self.noted = error, said, noted


@dataclass
class Steps:
    """The migrations of a run, of all its databases."""

    session: Session
    backwards: bool = False
    #: What the ledger is to be told about a migration on a database.
    details: Mapping[tuple[str, Node], Mapping[str, object]] = field(default_factory=dict)
    #: Operations without a reverse that are left out, by migration.
    left_out: Mapping[Node, frozenset[int]] = field(default_factory=dict)
    #: The models before each migration that is taken back.
    before: Mapping[tuple[str, Node], ProjectState] = field(default_factory=dict)
    #: What the files do, as far as that is known already.
    digests: Mapping[tuple[str, Node], str] = field(default_factory=dict)
    results: list[MigrationRun] = field(default_factory=list)
    #: The migration whose beginning is in the ledger already.
    _announced: Node | None = None
    _effects: dict[str, Effects] = field(default_factory=dict)

    def run(self, plans: Plans) -> None:
        """Everything in order, with the signals of ``migrate``. Raises Stopped."""
        import_receivers()
        for alias, plan in plans.items():
            self._signal(pre_migrate, alias, plan)
        ordered = self.ordered_back(plans) if self.backwards else list(side_by_side(plans))
        for number, (alias, migration) in enumerate(ordered):
            file = self._file(alias, migration)
            word = "Taking back" if self.backwards else "Applying"
            self.session.options.progress(f"{word} {file.app}.{file.name} on {alias}", number, len(ordered))
            following = ordered[number + 1] if number + 1 < len(ordered) else None
            self._one(self.session.lives[alias], file, plans[alias], following)
        for alias, plan in plans.items():
            live = self.session.lives[alias]
            live.check_replacements()
            if self.backwards:
                live.state = state_of(plan_of(alias))
            reload(live.state)
            self._signal(post_migrate, alias, plan)

    @staticmethod
    def ordered_back(plans: Plans) -> list[tuple[str, Migration]]:
        """Plans of the way back, each from its last migration on: the order of the way forward, turned round."""
        forwards = {alias: list(reversed(plan)) for alias, plan in plans.items()}
        return list(reversed(list(side_by_side(forwards))))

    def _signal(self, signal: object, alias: str, plan: Sequence[Migration]) -> None:
        word = "pre_migrate" if signal is pre_migrate else "post_migrate"
        live = self.session.lives[alias]
        try:
            live.guard.set()
            pairs = [(migration, self.backwards) for migration in plan]
            send(signal, alias, live.state, pairs)  # type: ignore[arg-type]
        except BaseException as error:
            said = _run_failure.of_signal(word, live, error)
            raise Stopped(error, said, _run_failure.without_values(said)) from error

    def _one(
        self, live: Live, file: MigrationFile, plan: Sequence[Migration], following: tuple[str, Migration] | None
    ) -> None:
        way = self._way(live, file)
        way.verify = lambda: self._verified(live, file)
        told = False
        try:
            live.lock.check()
            if way.file.key != self._announced:
                live.journal.add(self._started(way))
            told = following is not None and self._goes_on(live, way, following)
            if following is not None and told:
                way.and_then = lambda: (self._announcement(live, following[1]),)
            way.go()
        except BaseException as error:  # noqa: BLE001 - raised again, once it is told
            self._failed(live, way, error)
        self._announced = (following[1].app_label, following[1].name) if following is not None and told else None
        self._done(live, way, plan)

    def _way(self, live: Live, file: MigrationFile) -> Way:
        key = (live.alias, file.key)
        return Way(
            live,
            file,
            States(file.migration, self.before.get(key, live.state)),
            self.digests.get(key) or (file.digest if file.text else ""),
            self.backwards,
            half_for(live, file, backwards=self.backwards),
            left_out=self.left_out.get(file.key, frozenset()),
        )

    def _started(self, way: Way, position: int | None = None) -> NewEntry:
        key = (way.live.alias, way.file.key)
        details = {**self.details.get(key, {}), **_resumed(way.half, self.backwards)}
        entry = way.live.entry(way, Event.STARTED, details=details)
        return entry if position is None else replace(entry, position=position)

    def _goes_on(self, live: Live, way: Way, following: tuple[str, Migration]) -> bool:
        """Whether this end and the next beginning can be written at once, which saves a commit."""
        alias, migration = following
        return (
            alias == live.alias
            and live.in_one_piece(way.migration)
            and live.in_one_piece(migration)
            and not live.journal.waiting
        )

    def _announcement(self, live: Live, migration: Migration) -> NewEntry:
        return self._started(self._way(live, self._file(live.alias, migration)), live.position + 1)

    def _done(self, live: Live, way: Way, plan: Sequence[Migration]) -> None:
        live.recorded(way.migration, backwards=self.backwards)
        live.position += 1
        if not self.backwards:
            live.state = way.states.after()
        if live.journal.waiting:
            nodes = {(item.app_label, item.name) for item in plan if item.app_label == "schemaguard"}
            live.journal.waiting = bool(nodes - live.applied) and not self.backwards
        live.journal.catch_up()
        self.results.append(_result(way, Outcome.DONE))

    def _failed(self, live: Live, way: Way, error: BaseException) -> None:
        """Tell the ledger and the report, and raise; not where the connection was lost and it is done after all."""
        if _run_failure.is_done_after_all(live, way, error):
            way.notes.append("The connection was lost as it was committed. It is done: the ledger says so.")
            return
        said = _run_failure.of_migration(live, way, error)
        outcome = _run_failure.outcome_of(error)
        noted = _run_failure.for_ledger(said, way)
        entry = live.entry(way, Event.FAILED, operation=way.operation, error=noted, outcome=outcome.value)
        live.journal.try_to_add(entry)
        self.results.append(_result(way, outcome, said))
        raise Stopped(error, said, noted) from error

    def _verified(self, live: Live, file: MigrationFile) -> Verified:
        if not self.session.options.verify:
            return Verified(notes=("It was not verified: --no-verify.",))
        if live.alias not in self._effects:
            wanted = frozenset(map(node_of, self.session.planned[live.alias]))
            mariadb = getattr(live.connection, "mysql_is_mariadb", False)
            target = Target.parse("mariadb" if mariadb else live.database.vendor)
            self._effects[live.alias] = Effects(live.plan.project, live.alias, target, live.database, wanted)
        return self._effects[live.alias].verify(live.connection, file, backwards=self.backwards)

    def _file(self, alias: str, migration: Migration) -> MigrationFile:
        return self.session.lives[alias].plan.project.files[migration.app_label, migration.name]


def _resumed(half: Half | None, backwards: bool) -> dict[str, object]:
    if half is None or not half.run:
        return {}
    return {"resumed": {"run": half.run, "operation": half.first(backwards=backwards)}}


def _result(way: Way, outcome: Outcome, error: str = "") -> MigrationRun:
    half = way.half
    resumed = half.first(backwards=way.backwards) if half is not None and half.run else None
    return MigrationRun(
        database=way.live.alias,
        app=way.file.app,
        migration=way.file.name,
        backwards=way.backwards,
        outcome=outcome,
        seconds=way.seconds,
        lock_seconds=way.lock_seconds,
        attempts=way.attempts,
        statements=way.log.count,
        resumed_at=resumed,
        verified=way.verified.found,
        effects=way.verified.effects,
        drift=way.verified.drift,
        error=error,
        notes=(*way.notes, *way.verified.notes),
    )
