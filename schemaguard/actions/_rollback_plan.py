"""What a rollback would do and throw away, in order, as a plan. Only reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import connections
from django.db.migrations.state import ProjectState

from schemaguard import store
from schemaguard.actions import _places
from schemaguard.actions._plan_evidence import because, evidence_of
from schemaguard.actions._plan_parts import Part, look
from schemaguard.actions._plan_words import in_words
from schemaguard.actions._plans import plans_for
from schemaguard.actions._rollback_losses import Loss, Names, losses, obstacles
from schemaguard.actions._rollback_targets import Target, find_run, halves_of, nodes_of
from schemaguard.actions._run_half import Half
from schemaguard.actions._run_kinds import is_untouched
from schemaguard.actions._run_steps import Steps
from schemaguard.actions._run_verify import Effects
from schemaguard.conf import MetadataField, Settings
from schemaguard.databases.registry import database
from schemaguard.exceptions import BadInput
from schemaguard.plans import Plan, PlannedStep
from schemaguard.runs import Entry, RunInfo
from schemaguard.steps.loader import Node
from schemaguard.steps.metadata import value_of
from schemaguard.steps.source import MigrationFile
from schemaguard.steps.step import MigrationSteps
from schemaguard.store import Rehearsed


@dataclass(frozen=True)
class Backwards:
    """One database of a rollback; what its part is to run is to be taken back, the last migration first."""

    part: Part
    steps: tuple[PlannedStep, ...]
    #: What the way back may throw away, whether there is anything in it now or not.
    losses: frozenset[str] = frozenset()
    #: What the rollback that was interrupted here was allowed to throw away.
    accepted_before: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    def left_out(self) -> dict[Node, frozenset[int]]:
        """Operations that have no way back."""
        found = {(item.app_label, item.name): stuck_in(item.operations) for item in self.part.running}
        return {node: stuck for node, stuck in found.items() if stuck}

    def states(self) -> Iterator[tuple[tuple[str, Node], ProjectState]]:
        """The models before each migration: as MigrationExecutor._migrate_all_backwards makes them."""
        left = set(self.part.nodes)
        done = {(item.app_label, item.name) for item in self.part.plan.done}
        state = ProjectState(real_apps=set(self.part.plan.unmigrated))
        for file in self.part.project.plan:
            if not left:
                return
            if file.key in left:
                left.discard(file.key)
                if "apps" not in vars(state):
                    _ = state.apps
                yield (self.part.alias, file.key), state
                state = file.migration.mutate_state(state, preserve=True)
            elif file.key in done:
                file.migration.mutate_state(state, preserve=False)


def ways_back(
    target: Target, aliases: Sequence[str], accepted: Collection[str]
) -> tuple[RunInfo | None, dict[str, Backwards]]:
    """The run that is meant, and what is taken back on each database. Raises BadInput.

    Databases where there is nothing are left out, unless a rollback was interrupted there, which may not have sent
    post_migrate.
    ``accepted``: tables, columns as "table.column", and migrations as "app.name", whose values may be lost.
    """
    parts = _parts(aliases)
    run = find_run(target, {alias: part.plan for alias, part in parts.items()})
    found: dict[str, Backwards] = {}
    for alias, part in parts.items():
        nodes = nodes_of(target, alias, part.plan, run)
        interrupted = _interrupted(alias)
        if nodes or interrupted:
            running = tuple(part.project.files[node].migration for node in nodes)
            found[alias] = _described(replace(part, running=running), interrupted, frozenset(accepted))
    return run, found


def _interrupted(alias: str) -> list[Entry]:
    """The first entries of the last rollbacks, as long as they did not get to their end."""
    ledger = store.Ledger.of(alias)
    return [] if ledger is None else store.beginnings(ledger, "rollback")


def _accepted(begun: Entry) -> list[str]:
    names = begun.what.details.get("accepted_losses")
    return [str(name) for name in names] if isinstance(names, list | tuple) else []


def _parts(aliases: Sequence[str]) -> dict[str, Part]:
    sources = {alias: _places.live(alias) for alias in aliases}
    found = {alias: look(alias, source) for alias, source in sources.items()}
    for alias, snapshot in found.items():
        if snapshot is None:
            raise BadInput(f"The database {alias!r} does not exist: there is nothing to take back.")
    plans = plans_for(found, {alias: snapshot.migrations for alias, snapshot in found.items() if snapshot})
    return {alias: Part(alias, sources[alias], plan, found[alias]) for alias, plan in plans.items()}


def _described(part: Part, interrupted: Sequence[Entry], accepted: frozenset[str]) -> Backwards:
    effects = Effects(part.project, part.alias, part.target, database(part.vendor), frozenset(part.nodes))
    product = part.found.server.rpartition(" ")[0] if part.found is not None else ""
    files = [part.project.files[node] for node in part.nodes]
    rehearsed = store.latest_rehearsals([file.digest for file in files], part.vendor, product)
    halves, names, steps, possible = _halves(part), Names(), [], set[str]()
    for file in files:
        known, evidence = effects.steps(file), rehearsed.get((file.key, file.digest))
        if known is not None and file.key in halves:
            known, evidence = _begun(part, known, halves[file.key]), None
        lost = losses(connections[part.alias], known, evidence, names) if known is not None else ()
        possible |= {loss.name for loss in lost}
        steps.append(_step(part, file, evidence, [loss for loss in lost if loss.rows != 0], accepted))
    before = frozenset(name for entry in interrupted for name in _accepted(entry))
    return Backwards(part, tuple(steps), frozenset(possible), before, tuple(_changed(part, files)))


def _halves(part: Part) -> dict[Node, Half]:
    ledger = store.Ledger.of(part.alias)
    done = {(item.app_label, item.name) for item in part.plan.done}
    return halves_of(ledger, [node for node in part.nodes if node not in done], part.plan) if ledger is not None else {}


def _begun(part: Part, steps: MigrationSteps, half: Half) -> MigrationSteps:
    """The steps of a half-applied migration that are taken back: those that have run, or may have."""
    migration, last = steps.file.migration, half.first(backwards=True)
    kind, connection = database(part.vendor), connections[part.alias]
    wanted = {
        number
        for number in range(last + 1)
        if not is_untouched(half, number, migration, connection, kind, backwards=True)
    }
    return replace(steps, steps=tuple(step for step in steps.steps if int(step.part.partition(".")[0]) in wanted))


def _changed(part: Part, files: Sequence[MigrationFile]) -> Iterator[str]:
    """What runs is the reverse of the file as it is now, whatever it was when it was applied."""
    ledger = store.Ledger.of(part.alias)
    then = ledger.applied() if ledger is not None else {}
    for file in files:
        if then.get(file.key, "") not in ("", file.digest):
            yield (
                f"{file.app}.{file.name} was changed since it was applied on {part.alias!r}. It is taken back as the "
                "file says now."
            )


def stuck_in(operations: Sequence[object]) -> frozenset[int]:
    """The numbers of the operations that have no way back."""
    return frozenset(number for number, item in enumerate(operations) if not getattr(item, "reversible", True))


def _step(
    part: Part, file: MigrationFile, rehearsed: Rehearsed | None, lost: Sequence[Loss], accepted: frozenset[str]
) -> PlannedStep:
    operations = file.migration.operations
    stuck = sorted(stuck_in(operations))
    said = [f"Operation {number} ({operations[number].describe()})" for number in stuck]
    evidence = evidence_of(rehearsed, backwards=True) if rehearsed is not None else None
    return PlannedStep(
        database=part.alias,
        vendor=part.vendor,
        app=file.app,
        migration=file.name,
        backwards=True,
        digest=file.digest,
        path=file.display_path,
        reason=value_of(file.attributes, MetadataField("reason")),
        ticket=value_of(file.attributes, MetadataField("ticket")),
        phase_because="It is taken back.",
        atomic=bool(file.migration.atomic) and database(part.vendor).transactional_ddl,
        reversible=not stuck,
        operations=tuple(f"Undo: {text}" for item in reversed(operations) for text in in_words(item, file.text)),
        rehearsal=evidence,
        seconds=evidence.seconds if evidence is not None else None,
        seconds_because=because(evidence),
        destroys=tuple(loss.name for loss in lost),
        obstacles=tuple(obstacles(f"{file.app}.{file.name}", lost, said, accepted)),
    )


def plan_back(target: Target, settings: Settings, found: Mapping[str, Backwards]) -> Plan:
    """All databases together, in the order in which their migrations are taken back."""
    words = [target.app, target.migration or "zero"] if target.app else ["--run", target.run or ""]
    steps = {(step.database, step.node): step for back in found.values() for step in back.steps}
    ordered = Steps.ordered_back({alias: back.part.running for alias, back in found.items()})
    return Plan(
        environment=settings.environment,
        command="rollback",
        databases=tuple(back.part.planned() for back in found.values()),
        steps=tuple(steps[alias, (item.app_label, item.name)] for alias, item in ordered),
        protected=settings.environment in settings.protected,
        notes=tuple(note for back in found.values() for note in back.notes),
        target=("--last",) if target.last else tuple(words),
    )
