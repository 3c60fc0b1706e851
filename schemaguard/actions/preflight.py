"""``preflight``: what live rows and live servers say about the migrations that are pending. Nothing is written."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from schemaguard.actions import _places
from schemaguard.actions._places import Place
from schemaguard.actions._plans import Plan, node_of, plan_for
from schemaguard.actions._preflight_run import PreflightRun
from schemaguard.conf import Settings, load
from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.registry import database
from schemaguard.exceptions import BadInput
from schemaguard.preflights import DatabasePreflight, PreflightReport
from schemaguard.steps import loader
from schemaguard.steps.loader import Node, Project

#: Told what is asked, how many migrations are done, and of how many.
Progress = Callable[[str, int, int], None]


def quiet(what: str, done: int, total: int) -> None:
    """A progress that says nothing."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask about. Everything left out means: all that is pending on all databases."""

    app: str | None = None
    migration: str | None = None
    databases: tuple[str, ...] = ()
    #: Exactly these migrations of each database, by alias; None: all that are pending.
    nodes: Mapping[str, frozenset[Node]] | None = None
    #: What each question may take; None: as the settings say.
    seconds: float | None = None
    progress: Progress = field(default=quiet)


def preflight(request: Request, settings: Settings | None = None) -> PreflightReport:
    """Ask every database. Raises SchemaguardError with one line."""
    settings = settings or load()
    place = _places.project(settings).only(request.databases)
    project = loader.load()
    if request.app is not None:
        project.find(request.app, request.migration)
    found = tuple(_database(alias, place, project, request, settings) for alias in place.aliases)
    return PreflightReport(settings.environment, found, place.notes)


def _database(alias: str, place: Place, project: Project, request: Request, settings: Settings) -> DatabasePreflight:
    began = time.perf_counter()
    source = place.sources[alias]
    kind = database(_places.vendor(source.settings))
    request.progress(f"reading {alias}", 0, 0)
    if not kind.exists(source):
        return _missing(alias, source, project, request, kind.vendor)
    seconds = request.seconds if request.seconds is not None else float(settings.probe_seconds)
    snapshot = kind.introspect(source, Wanted())
    plan = plan_for(project, snapshot.migrations)
    chosen = _chosen(alias, plan, request)
    with kind.prober(source, snapshot, seconds) as prober:
        run = PreflightRun(alias, kind, prober, plan, chosen, settings, request.progress)
        probed = tuple(run.probed())
    return DatabasePreflight(
        database=alias,
        vendor=kind.vendor,
        server=snapshot.server,
        pending=tuple(node_of(migration) for migration in plan.pending if node_of(migration) in chosen),
        probed=probed,
        seconds=time.perf_counter() - began,
        notes=tuple(run.notes),
    )


def _missing(alias: str, source: Source, project: Project, request: Request, vendor: str) -> DatabasePreflight:
    plan = plan_for(project, ())
    chosen = _chosen(alias, plan, request)
    pending = tuple(node_of(migration) for migration in plan.pending if node_of(migration) in chosen)
    note = f"The database {alias!r} does not exist yet, so it has no rows that could be in the way."
    return DatabasePreflight(alias, vendor, "", pending, notes=(note,))


def _chosen(alias: str, plan: Plan, request: Request) -> frozenset[Node]:
    """The pending migrations that are asked for."""
    pending = frozenset(map(node_of, plan.pending))
    if request.nodes is not None:
        return pending & request.nodes.get(alias, frozenset())
    if request.app is None:
        return pending
    asked = {file.key for file in plan.project.find(request.app, request.migration)}
    if request.migration is not None and asked & plan.project.replaced:
        name = ".".join(min(asked))
        raise BadInput(f"{name} is replaced by a squashed migration, which runs instead. Name that one.")
    return pending & asked
