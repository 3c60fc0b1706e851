"""``plan``: what would run, in order, with all that is known about each migration. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from schemaguard import garbage
from schemaguard.actions import _places
from schemaguard.actions._order import side_by_side
from schemaguard.actions._plan_approvals import Desk, with_approvals
from schemaguard.actions._plan_parts import Part, named, parts_of
from schemaguard.actions._plan_phase import chosen, untold
from schemaguard.actions._plan_probes import Asked, ask, with_probes
from schemaguard.actions._plan_steps import Described, described
from schemaguard.conf import Settings, load
from schemaguard.plans import Phase, Plan, PlannedStep
from schemaguard.steps.loader import Node

#: Told what is done now, and how far it is, of how much; of 0 where that is not known.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What to plan. Everything left out means: all of it."""

    app: str | None = None
    #: A name or the beginning of one, of that app.
    migration: str | None = None
    databases: tuple[str, ...] = ()
    #: "expand" or "contract": only these.
    phase: str = ""
    #: Ask the live rows whether the migrations can run.
    probes: bool = True
    #: Seconds that a statement may take.
    timeout: float = 60.0
    command: str = "apply"
    progress: Progress = field(default=lambda what, done, total: None, compare=False)


def make_plan(request: Request, settings: Settings | None = None) -> Plan:
    """What is pending on all databases, side by side in the order of the graph. Raises SchemaguardError."""
    settings = settings or load()
    place = _places.project(settings).only(request.databases)
    with garbage.paused():
        request.progress("reading databases", 0, 0)
        parts = parts_of(place, app=request.app, migration=request.migration, timeout=request.timeout)
        request.progress("judging migrations", 0, 0)
        known = {part.alias: described(part, request.app, settings) for part in parts}
        notes = [*place.notes, *(note for part in parts for note in part.notes)]
        parts, also = _of_phase(parts, known, request.phase)
        steps = _in_order(parts, known)
    asked = ask(parts, settings, request.progress) if request.probes else Asked()
    desk = Desk(settings)
    steps = with_approvals(
        (with_probes(step, asked.by_step.get((step.database, step.node), ())) for step in steps), desk
    )
    target = tuple(word for word in (request.app, request.migration) if word)
    return Plan(
        environment=settings.environment,
        command=request.command,
        databases=tuple(part.planned() for part in parts),
        steps=steps,
        phase=request.phase,
        protected=settings.environment in settings.protected,
        servers=asked.by_server,
        notes=(
            *notes,
            *also,
            *(note for found in known.values() for note in found.notes),
            *asked.notes,
            *desk.notes,
        ),
        target=target,
        chosen=bool(request.databases),
    )


def request_of(saved: Plan, request: Request | None = None) -> Request:
    """What makes the same plan again, to see whether it is still true."""
    app, migration = (*saved.target, None, None)[:2]
    return replace(
        request or Request(),
        app=app,
        migration=migration,
        databases=tuple(one.alias for one in saved.databases),
        phase=saved.phase,
        command=saved.command,
    )


def _of_phase(parts: list[Part], known: Mapping[str, Described], phase: str) -> tuple[list[Part], list[str]]:
    """The parts with the migrations of one phase only. Raises BadInput where that is no possible order."""
    if not phase:
        return parts, []
    kept, notes = [], []
    for part in parts:
        found = known[part.alias]
        nodes = chosen(part.alias, found.phases, found.needs, Phase(phase))
        kept.append(part.only(nodes))
        notes += _left_out(part, nodes, found, phase)
    return kept, notes


def _left_out(part: Part, nodes: frozenset[Node], found: Described, phase: str) -> list[str]:
    hidden = [
        f"Left out on {part.alias!r}, because nobody can tell its phase: {'.'.join(node)}. {because}"
        for node, because in untold(found.phases)
    ]
    others = [node for node in part.nodes if node not in nodes and found.phases[node][0] is not Phase.UNKNOWN]
    rest = [f"Left for the other phase on {part.alias!r}: {named(others)}."] if others else []
    return [*hidden, *rest]


def _in_order(parts: list[Part], known: Mapping[str, Described]) -> tuple[PlannedStep, ...]:
    plans = {part.alias: part.running for part in parts}
    return tuple(known[alias].steps[migration.app_label, migration.name] for alias, migration in side_by_side(plans))
