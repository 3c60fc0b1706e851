"""The status of one database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from schemaguard.actions import _places
from schemaguard.actions._places import Place
from schemaguard.actions._plan_parts import Part, look, named
from schemaguard.actions._plan_steps import phases_of
from schemaguard.actions._plans import Plan, node_of, plan_for, refuse_what_migrate_refuses
from schemaguard.actions._status_ledger import Told, reachable, told_by
from schemaguard.conf import Settings
from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.registry import database
from schemaguard.databases.turns import UNNAMED
from schemaguard.exceptions import BadInput, BrokenHistory
from schemaguard.runs import Outcome
from schemaguard.schema.fingerprint import fingerprint
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.statuses import DatabaseStatus, Drift, LastRun, PendingMigration, State
from schemaguard.steps.loader import Project


def unreachable(environment: str, alias: str, why: str) -> DatabaseStatus:
    """A row for what could not be asked."""
    return DatabaseStatus(environment, alias or "?", State.UNREACHABLE, problems=(why,))


@dataclass(frozen=True)
class Looked:
    """The databases of a place, one after the other. None of them keeps another from being shown."""

    place: Place
    #: What it was called by whoever asked.
    word: str
    project: Project
    #: Whether it is the environment that this process belongs to.
    here: bool
    settings: Settings
    wanted: Wanted
    drift: bool = False

    def at(self, alias: str) -> DatabaseStatus:
        """One database."""
        environment = self.place.environment or self.place.name
        source = self.place.sources.get(alias)
        try:
            found = self.place.snapshots.get(alias) if source is None else look(alias, source, self.wanted.timeout)
        except BadInput as error:
            return unreachable(environment, alias, str(error))
        plan = plan_for(self.project, found.migrations if found is not None else ())
        row = DatabaseStatus(
            environment,
            alias,
            State.SNAPSHOT if source is None else State.LIVE if found is not None else State.MISSING,
            found.vendor if found is not None else _vendor(source),
            found.server if found is not None else "",
            applied=len(plan.done),
            heads=_heads(plan),
            unknown=tuple(".".join(node) for node in plan.unknown),
        )
        row = self._with_pending(row, plan, source, found)
        if source is None:
            because = "It is a file, and no database that could be asked."
            return self._finished(replace(row, drift_because=because), plan, Told())
        if found is None:
            because = "It does not exist yet, so there is nothing to compare."
            return self._finished(replace(row, drift_because=because), plan, Told())
        return self._live(row, alias, plan, source, found)

    def _live(
        self, row: DatabaseStatus, alias: str, plan: Plan, source: Source, found: SchemaSnapshot
    ) -> DatabaseStatus:
        try:
            holder = database(found.vendor).who_runs(source)
            with reachable(source, alias, here=self.here) as name:
                told = told_by(name, plan, found.vendor, holder, alias)
        except BadInput as error:
            holder, told = "", Told(notes=(str(error),))
        row = replace(
            row, holder=_named(holder, told.last), last_run=told.last, half=tuple(".".join(node) for node in told.half)
        )
        return self._finished(self._with_drift(row, alias, told, found), plan, told)

    def _with_pending(
        self, row: DatabaseStatus, plan: Plan, source: Source | None, found: SchemaSnapshot | None
    ) -> DatabaseStatus:
        part = Part(row.database, source or Source(self.place.name, {}), plan, found, plan.pending)
        phases = phases_of(part, self.settings) if plan.pending else {}
        pending = tuple(PendingMigration(*node, phases[node][0].value) for node in map(node_of, plan.pending))
        return replace(row, pending=pending)

    def _with_drift(self, row: DatabaseStatus, alias: str, told: Told, found: SchemaSnapshot) -> DatabaseStatus:
        if self.drift:
            return self._compared(row, alias)
        if not told.fingerprint:
            because = "No run has said what the schema was at its end. To compare it with the migrations: --drift"
            return replace(row, drift_because=because)
        if told.fingerprint == fingerprint(found):
            return replace(row, drift=Drift.NONE, drift_because="The schema is as the last run has left it.")
        because = "The schema is not as the last run has left it."
        return replace(row, drift=Drift.DRIFTED, drift_because=because)

    def _compared(self, row: DatabaseStatus, alias: str) -> DatabaseStatus:
        from schemaguard.actions.drift import LEFT_OUT, Request, drift

        try:
            request = Request(place=self.word, databases=(alias,), wanted=self.wanted, models=LEFT_OUT)
            report = drift(request, self.settings)
        except (BadInput, BrokenHistory) as error:
            return replace(row, drift_because=str(error))
        # What the record of applied migrations lacks or has too much stands in other columns.
        count = sum(difference.change is not None for difference in report.differences)
        unsure = any(one.unknown for one in report.databases)
        word = Drift.DRIFTED if count else Drift.UNKNOWN if unsure else Drift.NONE
        because = {
            Drift.DRIFTED: f"{count} difference{'' if count == 1 else 's'} from what the migrations make.",
            Drift.UNKNOWN: "Parts of the schema could not be read, so that it may differ.",
            Drift.NONE: "The schema is what the migrations make.",
        }[word]
        return replace(row, drift=word, drift_because=because, differences=count)

    def _finished(self, row: DatabaseStatus, plan: Plan, told: Told) -> DatabaseStatus:
        problems = tuple(_problems(row, plan, told, here=self.here))
        return replace(row, problems=problems, notes=(*row.notes, *told.notes))


def _named(holder: str, last: LastRun | None) -> str:
    """Who has the lock. Where a server names no more than a connection, the ledger may know who has begun a run."""
    known = last is not None and last.command != "migrate" and last.outcome == Outcome.OPEN.value
    if last is None or not known or not holder.startswith(UNNAMED):
        return holder
    return f"{last.who}, run {last.id[:8]}, as the ledger says ({holder})"


def _vendor(source: Source | None) -> str:
    return _places.vendor(source.settings) if source is not None else ""


def _heads(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """The applied migrations of each app that no other applied one of it follows."""
    done = {node_of(migration) for migration in plan.done}
    followed = {parent for node in done for parent in plan.project.parents(node) if parent[0] == node[0]}
    heads: dict[str, tuple[str, ...]] = {}
    for app, name in sorted(done - followed):
        heads[app] = (*heads.get(app, ()), name)
    return heads


def _problems(row: DatabaseStatus, plan: Plan, told: Told, *, here: bool) -> Iterator[str]:
    """What needs a person, the worst first."""
    yield from told.problems
    try:
        refuse_what_migrate_refuses(row.database, plan)
    except BrokenHistory as error:
        yield str(error)
    if row.unknown:
        yield (
            f"Recorded as applied, but no file has it: {named(plan.unknown)}. This code is older than the database, "
            "or of another branch; or the files were removed on purpose: see manage.py migrate --prune"
        )
    if row.drift is Drift.DRIFTED:
        place = "" if here else f" {row.environment}"
        yield f"{row.drift_because} See: manage.py schemaguard drift{place} --database {row.database}"
    if row.pending:
        count = len(row.pending)
        way_out = f"See: manage.py schemaguard plan --database {row.database}" if here else "They are applied there."
        yield f"{count} migration{' is' if count == 1 else 's are'} pending. {way_out}"
