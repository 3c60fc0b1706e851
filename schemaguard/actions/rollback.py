"""``rollback``: takes back a run, or everything after a migration; says first what that does to rows."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from schemaguard.actions import _places, _run_report
from schemaguard.actions._rollback_plan import Backwards, plan_back, ways_back
from schemaguard.actions._rollback_targets import Target
from schemaguard.actions._run_gates import Confirm, require_consent
from schemaguard.actions._run_session import Options, Session, one_line, session
from schemaguard.actions._run_steps import Steps
from schemaguard.conf import Settings, load, nearest
from schemaguard.exceptions import BadInput
from schemaguard.plans import Plan, PlannedStep, identity
from schemaguard.runs import RunInfo, RunReport


@dataclass(frozen=True, slots=True)
class Request:
    """What to take back."""

    target: Target
    options: Options = field(default_factory=lambda: Options("rollback"))
    #: Tables, columns as "table.column", and migrations as "app.name", whose values may be lost.
    accept_loss: tuple[str, ...] = ()
    dry_run: bool = False
    #: Nobody is asked, also where the environment is protected.
    yes: bool = False
    #: Asks a person; None: nobody is there.
    confirm: Confirm | None = None


@dataclass(frozen=True, slots=True)
class RolledBack:
    """What was planned, and what came of it."""

    plan: Plan
    report: RunReport


def rollback(request: Request, settings: Settings | None = None) -> RolledBack:
    """Take back what is meant, or say why not. Raises SchemaguardError with one line where it cannot begin."""
    settings = settings or load()
    began = time.monotonic()
    aliases = _places.project(settings).only(request.options.databases).aliases
    if request.dry_run:
        with one_line(*aliases):
            _, _, plan, refusals = _planned(request, settings, aliases)
        return RolledBack(plan, _run_report.not_run("rollback", settings, refusals, dry_run=True))
    with session(request.options, settings, aliases) as run:
        run.observe()
        meant, found, plan, refusals = _planned(request, settings, aliases)
        if refusals:
            return RolledBack(plan, _run_report.not_run("rollback", settings, refusals))
        require_consent(plan, request.confirm, yes=request.yes, otherwise="Nothing was taken back")
        report = _carried_out(run, request, plan, found, meant)
    return RolledBack(plan, replace(report, seconds=time.monotonic() - began))


def _planned(
    request: Request, settings: Settings, aliases: tuple[str, ...]
) -> tuple[RunInfo | None, dict[str, Backwards], Plan, tuple[str, ...]]:
    """The run that is meant, what would be done, and what stands in its way, in sentences."""
    meant, found = ways_back(request.target, aliases, request.accept_loss)
    plan = plan_back(request.target, settings, found)
    _require_known(request, found)
    return meant, found, plan, tuple(f"{step.name} on {step.database}: {item.text}" for step, item in plan.obstacles())


def _require_known(request: Request, found: Mapping[str, Backwards]) -> None:
    """What is accepted by name has to be there: a misspelt name must not look as if it had been accepted.

    Or it was there, and the run that was interrupted has taken it back.
    """
    names = {name for back in found.values() for name in (*back.losses, *back.accepted_before)}
    steps = {step.name for back in found.values() for step in back.steps}
    known = sorted({*steps, *names, *(name.partition(".")[0] for name in names)})
    for name in request.accept_loss if found else ():
        if name not in known:
            raise BadInput(f"--accept-loss {name}: nothing of that name would be lost.{nearest(name, known)}")


def _carried_out(
    run: Session, request: Request, plan: Plan, found: Mapping[str, Backwards], meant: RunInfo | None
) -> RunReport:
    if not found:
        return _run_report.nothing_to_do(run)
    details: dict[str, object] = {"takes_back": meant.id} if meant is not None else {}
    if request.accept_loss:
        details["accepted_losses"] = sorted(request.accept_loss)
    running = {alias: back.part.running for alias, back in found.items()}
    run.notes += plan.notes
    run.open({alias: back.part.plan for alias, back in found.items()}, running, plan=identity(plan), details=details)
    steps = Steps(
        run,
        backwards=True,
        left_out={node: left for back in found.values() for node, left in back.left_out().items()},
        before=dict(pair for back in found.values() for pair in back.states()),
        details={(step.database, step.node): _details(step) for step in plan.steps},
    )
    return _run_report.carried_out(run, steps, running)


def _details(step: PlannedStep) -> dict[str, object]:
    found: dict[str, object] = {"destroys": list(step.destroys)} if step.destroys else {}
    return {**found, "rehearsal": step.rehearsal.id} if step.rehearsal else found
