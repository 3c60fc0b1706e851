"""``rollback``: takes back a run, or everything after a migration; says first what that does to rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState

from schemaguard import store
from schemaguard.actions import _places, _run_report
from schemaguard.actions._plan_parts import applied_hash, look
from schemaguard.actions._plan_words import in_words
from schemaguard.actions._plans import Plan as Pending
from schemaguard.actions._rollback_losses import losses, obstacles
from schemaguard.actions._rollback_targets import Target, find_run, nodes_of
from schemaguard.actions._run_session import Options, Session, one_line, plan_of, session
from schemaguard.actions._run_steps import Steps
from schemaguard.actions._run_verify import Effects
from schemaguard.conf import MetadataField, Settings, load, nearest
from schemaguard.databases.registry import database
from schemaguard.exceptions import BadInput
from schemaguard.plans import Evidence, Plan, PlannedDatabase, PlannedStep, identity
from schemaguard.runs import RunReport
from schemaguard.schema.fingerprint import fingerprint
from schemaguard.steps.loader import Node
from schemaguard.steps.metadata import value_of
from schemaguard.steps.source import MigrationFile
from schemaguard.target import Target as Server


@dataclass(frozen=True, slots=True)
class Request:
    """What to take back."""

    target: Target
    options: Options = field(default_factory=lambda: Options("rollback"))
    #: Tables, columns as "table.column", and migrations as "app.name", whose values may be lost.
    accept_loss: tuple[str, ...] = ()
    dry_run: bool = False
    yes: bool = False
    #: Asks a person; None: nobody is there.
    confirm: Callable[[Plan], bool] | None = None


@dataclass(frozen=True, slots=True)
class RolledBack:
    """What was planned, and what came of it."""

    plan: Plan
    report: RunReport


@dataclass
class _Part:
    """One database of a rollback."""

    pending: Pending
    files: list[MigrationFile] = field(default_factory=list)
    steps: list[PlannedStep] = field(default_factory=list)
    left_out: dict[Node, frozenset[int]] = field(default_factory=dict)

    @property
    def migrations(self) -> list[Migration]:
        return [file.migration for file in self.files]


def rollback(request: Request, settings: Settings | None = None) -> RolledBack:
    """Take back what is meant, or say why not. Raises SchemaguardError with one line where it cannot begin."""
    settings = settings or load()
    began = time.monotonic()
    aliases = _places.project(settings).only(request.options.databases).aliases
    if request.dry_run:
        with one_line(*aliases):
            plan, _, refusals = _planned(request, settings, aliases)
        return RolledBack(plan, _run_report.not_run("rollback", settings, refusals, dry_run=True))
    with session(request.options, settings, aliases) as run:
        run.observe()
        plan, parts, refusals = _planned(request, settings, aliases)
        if refusals:
            return RolledBack(plan, _run_report.not_run("rollback", settings, refusals))
        _require_consent(request, plan)
        report = _carried_out(run, request, plan, parts)
    return RolledBack(plan, replace(report, seconds=time.monotonic() - began))


def _planned(
    request: Request, settings: Settings, aliases: tuple[str, ...]
) -> tuple[Plan, dict[str, _Part], tuple[str, ...]]:
    """What would be taken back, and what stands in its way. Raises BadInput."""
    parts = _parts(request, aliases)
    plan = _plan(request, settings, parts)
    _require_known(request, plan)
    return plan, parts, tuple(f"{step.name} on {step.database}: {found.text}" for step, found in plan.obstacles())


def _parts(request: Request, aliases: tuple[str, ...]) -> dict[str, _Part]:
    """What is taken back on each database; those where there is nothing are left out."""
    plans = {alias: plan_of(alias) for alias in aliases}
    run = find_run(request.target, plans)
    parts: dict[str, _Part] = {}
    for alias, pending in plans.items():
        nodes = nodes_of(request.target, alias, pending, run)
        if nodes:
            parts[alias] = _described(alias, _Part(pending), nodes, frozenset(request.accept_loss))
    return parts


def _described(alias: str, part: _Part, nodes: list[Node], accepted: frozenset[str]) -> _Part:
    source = _places.live(alias)
    vendor = _places.vendor(source.settings)
    project = part.pending.project
    effects = Effects(project, alias, Server.parse(vendor), database(vendor), frozenset(nodes))
    digests = {node: project.files[node].digest for node in nodes}
    rehearsed = store.latest_rehearsals(digests.values(), vendor)
    for node in nodes:
        file = project.files[node]
        evidence = rehearsed.get((node, digests[node]))
        steps = effects.steps(file)
        operations = file.migration.operations
        stuck = [number for number, operation in enumerate(operations) if not operation.reversible]
        found = losses(connections[alias], steps, evidence) if steps is not None else ()
        said = [f"Operation {number} ({operations[number].describe()})" for number in stuck]
        part.files.append(file)
        part.left_out[node] = frozenset(stuck)
        part.steps.append(
            PlannedStep(
                database=alias,
                vendor=vendor,
                app=node[0],
                migration=node[1],
                backwards=True,
                digest=digests[node],
                path=file.display_path,
                reason=value_of(file.attributes, MetadataField("reason")),
                ticket=value_of(file.attributes, MetadataField("ticket")),
                phase_because="It is taken back.",
                atomic=file.migration.atomic and database(vendor).transactional_ddl,
                reversible=not stuck,
                operations=tuple(f"Undo: {text}" for item in reversed(operations) for text in in_words(item)),
                rehearsal=_evidence(evidence),
                seconds=evidence.seconds if evidence else None,
                seconds_because="All ways of its rehearsal together." if evidence else "",
                destroys=tuple(loss.name for loss in found),
                obstacles=tuple(obstacles(f"{file.app}.{file.name}", found, said, accepted)),
            )
        )
    return part


def _evidence(found: store.Rehearsed | None) -> Evidence | None:
    if found is None:
        return None
    return Evidence(
        id=found.id,
        verdict=found.verdict.value,
        counts_as=found.counts_as.value,
        again=found.again.value,
        server=found.server,
        source=found.source,
        rows=found.most_rows,
        seconds=found.seconds,
        when=found.when,
    )


def _plan(request: Request, settings: Settings, parts: Mapping[str, _Part]) -> Plan:
    target = request.target
    words = (
        [target.app, target.migration or "zero"] if target.app else ["--run", target.run] if target.run else ["--last"]
    )
    steps = {(step.database, step.node): step for part in parts.values() for step in part.steps}
    ordered = Steps.ordered_back({alias: part.migrations for alias, part in parts.items()})
    return Plan(
        environment=settings.environment,
        command="rollback",
        databases=tuple(_database(alias) for alias in parts),
        steps=tuple(steps[alias, (item.app_label, item.name)] for alias, item in ordered),
        protected=settings.environment in settings.protected,
        target=tuple(word for word in words if word),
    )


def _database(alias: str) -> PlannedDatabase:
    source = _places.live(alias)
    kind = database(_places.vendor(source.settings))
    found = look(alias, source)
    if found is None:
        raise BadInput(f"The database {alias!r} does not exist: there is nothing to take back.")
    name = kind.name_of(source.settings)
    return PlannedDatabase(alias, kind.vendor, found.server, name, fingerprint(found), applied_hash(found.migrations))


def _require_known(request: Request, plan: Plan) -> None:
    """What is accepted by name has to be there: a misspelt name must not look as if it had been accepted."""
    known = sorted(
        {name for step in plan.steps for name in (step.name, *step.destroys)}
        | {name.partition(".")[0] for step in plan.steps for name in step.destroys}
    )
    for name in request.accept_loss if plan.steps else ():
        if name not in known:
            raise BadInput(f"--accept-loss {name}: nothing of that name would be lost.{nearest(name, known)}")


def _require_consent(request: Request, plan: Plan) -> None:
    if not plan.protected or request.yes or not plan.steps:
        return
    if request.confirm is None:
        raise BadInput(
            f"The environment {plan.environment!r} is protected, and nobody is here to be asked. "
            "Say that it is meant: --yes"
        )
    if not request.confirm(plan):
        raise BadInput("Nothing was taken back: the answer was no.")


def _carried_out(run: Session, request: Request, plan: Plan, parts: Mapping[str, _Part]) -> RunReport:
    if not parts:
        return _run_report.nothing_to_do(run)
    details = {"accepted_losses": sorted(request.accept_loss)} if request.accept_loss else {}
    running = {alias: part.migrations for alias, part in parts.items()}
    run.open({alias: part.pending for alias, part in parts.items()}, running, plan=identity(plan), details=details)
    steps = Steps(
        run,
        backwards=True,
        left_out={node: left for part in parts.values() for node, left in part.left_out.items() if left},
        before={key: state for alias, part in parts.items() for key, state in _states(alias, part)},
        details={(step.database, step.node): _details(step) for step in plan.steps},
    )
    return _run_report.carried_out(run, steps, running)


def _details(step: PlannedStep) -> dict[str, object]:
    found: dict[str, object] = {"destroys": list(step.destroys)} if step.destroys else {}
    return {**found, "rehearsal": step.rehearsal.id} if step.rehearsal else found


def _states(alias: str, part: _Part) -> list[tuple[tuple[str, Node], ProjectState]]:
    """The models before each migration: as MigrationExecutor._migrate_all_backwards makes them."""
    wanted = {file.key for file in part.files}
    done = {(item.app_label, item.name) for item in part.pending.done}
    state = ProjectState(real_apps=set(part.pending.unmigrated))
    found: list[tuple[tuple[str, Node], ProjectState]] = []
    for file in part.pending.project.plan:
        if file.key in wanted:
            if "apps" not in vars(state):
                _ = state.apps
            found.append(((alias, file.key), state))
            state = file.migration.mutate_state(state, preserve=True)
        elif file.key in done:
            file.migration.mutate_state(state, preserve=False)
        if len(found) == len(wanted):
            break
    return found
