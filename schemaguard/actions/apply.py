"""``apply``: what is pending, on live databases, one runner at a time, and nobody kept waiting."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from django.db import connections
from django.db.migrations import Migration

from schemaguard import store
from schemaguard.actions import _places, _run_report
from schemaguard.actions import plan as planning
from schemaguard.actions._plans import Plan as Pending
from schemaguard.actions._run_gates import Confirm, Gates, require_consent
from schemaguard.actions._run_gone import sentences
from schemaguard.actions._run_session import Options, Session, plan_of, require_ledger, session
from schemaguard.actions._run_steps import Steps
from schemaguard.conf import Settings, load
from schemaguard.exceptions import BadInput
from schemaguard.plans import Plan, differences, identity
from schemaguard.rehearsals import Verdict
from schemaguard.rules.catalogue import all_rules
from schemaguard.runs import RunReport
from schemaguard.steps.loader import Node


@dataclass(frozen=True, slots=True)
class Request:
    """What to apply. Everything left out means: all that is pending."""

    options: Options = field(default_factory=lambda: Options("apply"))
    app: str | None = None
    migration: str | None = None
    phase: str = ""
    #: Hazards, probes and verdicts that are accepted by name.
    allow: tuple[str, ...] = ()
    #: A plan that was reviewed: exactly this, or nothing.
    plan: Plan | None = None
    probes: bool = True
    dry_run: bool = False
    #: Nobody is asked, also where the environment is protected.
    yes: bool = False
    #: Asks a person; None: nobody is there.
    confirm: Confirm | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What was planned, and what came of it."""

    plan: Plan
    report: RunReport


def apply(request: Request, settings: Settings | None = None) -> Applied:
    """Carry out what is pending, or say why not. Raises SchemaguardError with one line where it cannot begin."""
    settings = settings or load()
    began = time.monotonic()
    if request.dry_run:
        plan = _planned(request, settings)
        refusals = _gates(request, settings, plan).refusals(plan)
        report = _run_report.not_run("apply", settings, refusals, dry_run=True)
        return Applied(_without_accepted(plan, request), report)
    aliases = _places.project(settings).only(_wanted(request)).aliases
    with session(request.options, settings, aliases) as run:
        run.observe()
        plan = _planned(request, settings)
        gates = _gates(request, settings, plan)
        refusals = gates.refusals(plan)
        if refusals:
            return Applied(plan, _run_report.not_run("apply", settings, refusals))
        require_consent(plan, request.confirm, yes=request.yes, otherwise="Nothing was applied")
        report = _carried_out(run, request, plan, gates)
    return Applied(plan, replace(report, seconds=time.monotonic() - began))


def _without_accepted(plan: Plan, request: Request) -> Plan:
    """The plan as it is shown to who has accepted something by name."""
    steps = [
        replace(step, obstacles=tuple(item for item in step.obstacles if item.allow not in request.allow))
        for step in plan.steps
    ]
    return replace(plan, steps=tuple(steps))


def _wanted(request: Request) -> tuple[str, ...]:
    return tuple(one.alias for one in request.plan.databases) if request.plan else request.options.databases


def _planned(request: Request, settings: Settings) -> Plan:
    """What would run now; where a plan was given, exactly that one. Raises BadInput."""
    asked = planning.Request(
        app=request.app,
        migration=request.migration,
        databases=request.options.databases,
        phase=request.phase,
        probes=request.probes,
        progress=request.options.progress,
    )
    if request.plan is None:
        return planning.make_plan(asked, settings)
    plan = planning.make_plan(planning.request_of(request.plan, asked), settings)
    differing = differences(request.plan, plan)
    if differing and not _goes_on(request.plan, plan):
        raise BadInput(
            f"The plan cannot be applied as it was reviewed. {' '.join(differing)} "
            "Make it again, and have it reviewed: manage.py schemaguard plan --save FILE"
        )
    return plan


def _goes_on(saved: Plan, now: Plan) -> bool:
    """Whether a run of this very plan was interrupted, and what is left is a part of it."""
    ledgers = [ledger for one in saved.databases if (ledger := store.Ledger.of(one.alias)) is not None]
    runs = [run for ledger in ledgers if (run := store.interrupted(ledger)) is not None]
    known = {(step.database, step.node): step.digest for step in saved.steps}
    return any(run.plan == identity(saved) for run in runs) and all(
        known.get((step.database, step.node)) == step.digest for step in now.steps
    )


def _gates(request: Request, settings: Settings, plan: Plan) -> Gates:
    """With the words of the request, each of which has to mean something. Raises BadInput."""
    gates = Gates(frozenset(request.allow))
    gates.check_words(_words(settings), plan)
    return gates


def _words(settings: Settings) -> frozenset[str]:
    from schemaguard.probes.catalogue import all_probes

    rules, probes = all_rules(settings.extra_rules), all_probes()
    return frozenset((*(rule.name for rule in rules), *(probe.name for probe in probes), *map(str, Verdict)))


def _carried_out(run: Session, request: Request, plan: Plan, gates: Gates) -> RunReport:
    plans = _migrations(run, plan)
    for alias in run.aliases:
        run.notes += sentences(alias, partial(plan_of, alias), connections[alias].vendor)
    unfinished = {alias for alias in run.aliases if _is_unfinished(alias)}
    busy = [alias for alias in run.aliases if plans.get(alias) or alias in unfinished]
    if not busy:
        for alias in run.aliases:
            require_ledger(alias)
        return _run_report.nothing_to_do(run)
    pending: dict[str, Pending] = {alias: plan_of(alias) for alias in busy}
    running = {alias: _same(pending[alias], plans.get(alias, ())) for alias in busy}
    accepted = {"accepted": sorted(request.allow)} if request.allow else {}
    run.open(pending, running, plan=identity(request.plan or plan), details=accepted)
    digests = {(step.database, step.node): step.digest for step in plan.steps}
    steps = Steps(run, details=_details(plan, gates), digests=digests)
    return _run_report.carried_out(run, steps, running)


def _migrations(run: Session, plan: Plan) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for step in plan.steps:
        found.setdefault(step.database, []).append(step.node)
    return found


def _same(pending: Pending, nodes: Sequence[Node]) -> list[Migration]:
    return [pending.project.files[node].migration for node in nodes]


def _is_unfinished(alias: str) -> bool:
    """Whether a run did not get to its end here, which may not have sent post_migrate; also one of rollback."""
    ledger = store.Ledger.of(alias)
    commands = ("apply", "rollback")
    return ledger is not None and any(store.interrupted(ledger, command) is not None for command in commands)


def _details(plan: Plan, gates: Gates) -> Mapping[tuple[str, Node], Mapping[str, object]]:
    found: dict[tuple[str, Node], Mapping[str, object]] = {}
    for step in plan.steps:
        details: dict[str, object] = {}
        if accepted := gates.accepted(step):
            details["accepted"] = accepted
        if step.rehearsal:
            details["rehearsal"] = step.rehearsal.id
        if step.approved_by:
            details["approved_by"] = list(step.approved_by)
        if details:
            found[step.database, step.node] = details
    return found
