"""What live rows and servers say about the migrations of a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemaguard.actions._plan_parts import Part
from schemaguard.conf import Settings
from schemaguard.plans import Lacks, Obstacle, PlannedStep
from schemaguard.preflights import Answer, Probed
from schemaguard.steps.loader import Node

#: The number of seconds that a probe thinks a migration locks or rewrites a table.
_SECONDS = "seconds"


@dataclass(frozen=True)
class Asked:
    """Answers by database and migration, and those about servers as a whole."""

    by_step: Mapping[tuple[str, Node], Sequence[Probed]] = field(default_factory=dict)
    by_server: Mapping[str, tuple[Probed, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def ask(parts: Sequence[Part], settings: Settings, progress: Callable[[str, int, int], None]) -> Asked:
    """Ask the databases on which something is to run."""
    from schemaguard.actions.preflight import Request, preflight

    wanted = {part.alias: frozenset(part.nodes) for part in parts if part.nodes}
    if not wanted:
        return Asked()
    report = preflight(Request(databases=tuple(wanted), nodes=wanted, progress=progress), settings)
    by_step: dict[tuple[str, Node], list[Probed]] = defaultdict(list)
    servers: dict[str, list[Probed]] = defaultdict(list)
    for database in report.databases:
        for item in database.probed:
            if item.migration:
                by_step[database.database, (item.app, item.migration)].append(item)
            else:
                servers[database.database].append(item)
    notes = (note for database in report.databases for note in database.notes)
    return Asked(by_step, {alias: tuple(items) for alias, items in servers.items()}, tuple(notes))


def with_probes(step: PlannedStep, probed: Sequence[Probed]) -> PlannedStep:
    """A step with what was asked about it. What failed stops it; a large table takes longer than its rehearsal."""
    failed = tuple(
        Obstacle(Lacks.PROBE, " ".join(filter(None, (f"{item.probe}: {item.message}", item.remedy))), item.probe)
        for item in probed
        if item.answer is Answer.FAILED
    )
    step = replace(step, probed=tuple(probed), obstacles=(*step.obstacles, *failed))
    estimated = sum(item.facts.get(_SECONDS, 0.0) for item in probed)
    if estimated > (step.seconds or 0.0):
        return replace(step, seconds=estimated, seconds_because="a rough estimate from the size of the tables")
    return step
