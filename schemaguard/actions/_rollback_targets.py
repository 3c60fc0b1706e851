"""Which migrations a rollback takes back, on which database, from the last one on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from schemaguard import store
from schemaguard.actions import _places
from schemaguard.actions._plan_parts import OURS, named
from schemaguard.actions._plans import Plan
from schemaguard.actions._run_gone import gone_halves, remedy
from schemaguard.actions._run_half import Half, half_of
from schemaguard.databases.registry import database
from schemaguard.exceptions import BadInput
from schemaguard.runs import Entry, Event, RunInfo
from schemaguard.steps.loader import Node, Project

#: What runs are that do something to a database.
_RUNS = ("apply", "migrate")


@dataclass(frozen=True, slots=True)
class Target:
    """What to take back. Exactly one of the three."""

    last: bool = False
    #: The beginning of a run's id.
    run: str | None = None
    app: str | None = None
    #: A name, the beginning of one, or "zero": this one stays, and what came after it goes.
    migration: str | None = None


def nodes_of(target: Target, alias: str, plan: Plan, run: RunInfo | None) -> list[Node]:
    """What to take back on one database, the last migration first. Raises BadInput."""
    if target.app is not None:
        wanted = _after(target.app, target.migration or "zero", alias, plan)
    else:
        wanted = _of_run(alias, run, plan) if run is not None else frozenset()
    if wanted and {app for app, _ in wanted} == {OURS}:
        return []
    wanted = frozenset(node for node in wanted if node[0] != OURS)
    _require_files(wanted, alias, plan)
    _require_all_dependants(wanted, alias, plan, exact=target.app is None)
    order = {file.key: place for place, file in enumerate(plan.project.plan)}
    return sorted(wanted, key=lambda node: order.get(node, -1), reverse=True)


def find_run(target: Target, plans: Mapping[str, Plan]) -> RunInfo | None:
    """The run that is meant, by whichever ledger knows it. Raises BadInput where there is none, or several."""
    if target.app is not None:
        return None
    ledgers = {alias: ledger for alias in plans if (ledger := store.Ledger.of(alias)) is not None}
    begun = _taken_back(ledgers.values()) if target.last else ""
    if beginning := target.run or begun:
        return _by_id(beginning, ledgers.values())
    found = {run.id: run for alias, ledger in ledgers.items() if (run := _last(ledger, plans[alias])) is not None}
    if not found:
        gone = next(filter(None, map(store.gone, plans)), "")
        raise BadInput(gone or "The ledger knows no run that could be taken back. See: manage.py schemaguard history")
    return _latest(found, ledgers.values())


def _latest(found: Mapping[str, RunInfo], ledgers: Iterable[store.Ledger]) -> RunInfo:
    """The last of several runs. Ledgers know their order; clocks are asked only where no ledger has both."""
    earlier: set[str] = set()
    for ledger in ledgers if len(found) > 1 else ():
        earlier |= set([run.id for run in store.runs(ledger) if run.id in found][1:])
    return max((run for run in found.values() if run.id not in earlier), key=lambda run: run.begun_at)


def _taken_back(ledgers: Iterable[store.Ledger]) -> str:
    """The run that the last rollback was to take back, where that did not get to its end.

    Said again, ``--last`` means the same; not the run before, once nothing of that one is there.
    """
    known = list(ledgers)
    begun = {entries[0].run.id: entries[0] for ledger in known if (entries := store.beginnings(ledger, "rollback"))}
    if not begun:
        return ""
    last = _latest({run: entry.run for run, entry in begun.items()}, known)
    return str(begun[last.id].what.details.get("takes_back") or "")


def _by_id(beginning: str, ledgers: Iterable[store.Ledger]) -> RunInfo:
    wanted = beginning.replace("-", "").lower()
    found = {run.id: run for ledger in ledgers for run in store.runs(ledger) if run.id.startswith(wanted)}
    if len(found) != 1:
        raise BadInput(
            f"{len(found) or 'None'} of the runs begin with {beginning}. See their ids: manage.py schemaguard history"
        )
    return next(iter(found.values()))


def _last(ledger: store.Ledger, plan: Plan) -> RunInfo | None:
    """The latest run of which something is still there."""
    applied = ledger.applied()
    for run in store.runs(ledger):
        if run.command in _RUNS:
            entries = ledger.last_entries(run.id)
            if any(_went(entry) and entry.node in applied and entry.node[0] != OURS for entry in entries):
                return run
            if halves_of(ledger, _begun(entries), plan):
                return run
    return None


def _went(entry: Entry) -> bool:
    return entry.what.event is Event.DONE and not entry.what.backwards


def _begun(entries: Iterable[Entry]) -> set[Node]:
    """Migrations that were begun in a run, and have not got to their end in it."""
    begun: set[Node] = set()
    for entry in entries:
        if entry.what.event is Event.STARTED:
            begun.add(entry.node)
        elif entry.what.event is Event.DONE:
            begun.discard(entry.node)
    return begun


def halves_of(ledger: store.Ledger, nodes: Iterable[Node], plan: Plan) -> dict[Node, Half]:
    """Those that are neither applied nor not. Several runs may have been at them: the ledger as a whole tells."""
    kind = database(_vendor(ledger.alias))
    found: dict[Node, Half] = {}
    for node in nodes:
        file = plan.project.files.get(node)
        if file is not None and not (kind.transactional_ddl and file.migration.atomic):
            entries = ledger.entries(app=file.app, migration=file.name, texts=False)
            if (half := half_of(entries, len(file.migration.operations))) is not None:
                found[node] = half
    return found


def _of_run(alias: str, run: RunInfo, plan: Plan) -> frozenset[Node]:
    ledger = store.Ledger.of(alias)
    if ledger is None:
        return frozenset()
    entries = ledger.last_entries(run.id)
    applied = {(item.app_label, item.name) for item in plan.done} | set(ledger.applied())
    latest = store.applied_by(ledger)
    done = {entry.node for entry in entries if _went(entry)}
    mine = {node for node in done & applied if latest.get(node, run.id) == run.id}
    unknown = mine - plan.project.files.keys()
    if unknown:
        raise BadInput(
            f"The files of {named(sorted(unknown))} are gone, so that there is no way back. Bring them back first: "
            f"git checkout {run.git_commit or 'COMMIT'} -- PATH"
        )
    return frozenset(mine | halves_of(ledger, _begun(entries), plan).keys())


def _after(app: str, migration: str, alias: str, plan: Plan) -> frozenset[Node]:
    """What ``migrate APP MIGRATION`` takes back (MigrationExecutor.migration_plan), and what is there of others."""
    if app == OURS:
        raise BadInput("The ledger's own tables are not taken back. To remove them: manage.py migrate schemaguard zero")
    gone = [node for node in plan.unknown if node[0] == app]
    if gone:
        raise BadInput(
            f"On {alias!r} {named(gone)} {'is' if len(gone) == 1 else 'are'} applied, and the file is gone, so that "
            "there is no way back. Bring it back first: git log --all --diff-filter=D -- '*/migrations/*'"
        )
    project, applied = plan.project, {(item.app_label, item.name) for item in plan.done}
    graph = project.loader.graph
    if migration == "zero":
        project.find(app)
        starts: Collection[Node] = [node for node in graph.nodes if node[0] == app]
    else:
        target = project.find(app, migration)[0].key
        if target not in applied:
            raise BadInput(
                f"{'.'.join(target)} is not applied: there is nothing to take back to it. "
                f"See: manage.py showmigrations {app}"
            )
        starts = [node.key for node in graph.node_map[target].children if node.key[0] == app]
    nodes = {node for start in starts for node in graph.backwards_plan(start)}
    ledger = store.Ledger.of(alias)
    halves = halves_of(ledger, nodes - applied, plan) if ledger is not None else {}
    return frozenset(nodes & applied | halves.keys())


def _require_files(wanted: frozenset[Node], alias: str, plan: Plan) -> None:
    """What is half applied may stand on what would go, and without its file nobody can tell."""
    ledger, apps = store.Ledger.of(alias), {app for app, _ in wanted}
    found = gone_halves(ledger, plan, _vendor(alias)) if ledger is not None and wanted else {}
    for node, half in found.items():
        if node[0] in apps:
            raise BadInput(
                f"{'.'.join(node)} is half applied on {alias!r}, and its file is gone, so that nobody can tell whether "
                f"it needs what would be taken back. {remedy(half)}"
            )


def _vendor(alias: str) -> str:
    return _places.vendor(_places.live(alias).settings)


def _require_all_dependants(wanted: frozenset[Node], alias: str, plan: Plan, *, exact: bool) -> None:
    """What needs a migration goes before it does."""
    if not exact:
        return
    later = _dependants(wanted, plan.project)
    applied = {(item.app_label, item.name) for item in plan.done}
    ledger = store.Ledger.of(alias)
    halves = halves_of(ledger, later - applied, plan) if ledger is not None else {}
    others = sorted(later & (applied | halves.keys()) - wanted)
    if others:
        raise BadInput(
            f"On {alias!r} {named(others)} {'needs' if len(others) == 1 else 'need'} what would be taken back, and "
            "came with another run. Take that one back first, or everything after a migration: rollback APP MIGRATION"
        )


def _dependants(wanted: Iterable[Node], project: Project) -> set[Node]:
    """What needs them, and they themselves."""
    graph = project.loader.graph
    return {later for node in wanted if node in graph.nodes for later in graph.backwards_plan(node)}
