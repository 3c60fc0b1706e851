"""``drift``: what differs between a live database and what its migrations say, and who is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from schemaguard import store
from schemaguard.actions import _drift_models, _expected, _expected_side, _live, _places
from schemaguard.actions._drift_blame import Blame
from schemaguard.actions._drift_django import RECORDER, without_old_ways
from schemaguard.actions._drift_history import History
from schemaguard.actions._drift_origins import Origins
from schemaguard.actions._expected import Expected, Order
from schemaguard.actions._expected_build import tables_of
from schemaguard.actions._judged import compared
from schemaguard.actions._patterns import Ignores
from schemaguard.actions._places import Place
from schemaguard.actions._plans import Plan, node_of, plans_for
from schemaguard.actions._swapped import swapped
from schemaguard.conf import Settings, load
from schemaguard.databases.base import Wanted
from schemaguard.databases.connections import reason
from schemaguard.databases.registry import database
from schemaguard.exceptions import BadInput
from schemaguard.reports import ComparisonReport, DatabaseComparison, Difference
from schemaguard.schema.changes import Change
from schemaguard.schema.fingerprint import combined, fingerprint
from schemaguard.schema.gaps import matches
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.steps.loader import Node
from schemaguard.target import Target

#: What --models and --no-models say of differences between models and migrations.
LISTED, NOTED, LEFT_OUT = "listed", "noted", "left out"

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Request:
    """What to look at."""

    place: str | None = None
    databases: tuple[str, ...] = ()
    #: Patterns besides those of the settings.
    ignore: tuple[str, ...] = ()
    wanted: Wanted = field(default_factory=Wanted)
    #: One of LISTED, NOTED and LEFT_OUT.
    models: str = NOTED
    #: Build what is expected even if the cache has it.
    fresh: bool = False
    #: Show what migrations print, on stderr.
    talk: bool = False
    progress: _live.Progress = _live.quiet


def drift(request: Request, settings: Settings | None = None) -> ComparisonReport:
    """Compare a place with what its migrations make. Raises SchemaguardError with one line."""
    settings = settings or load()
    place = _places.resolve(request.place, settings).only(request.databases)
    if place.expected:
        raise BadInput("What migrations expect cannot drift from itself. Name an environment, a database or a file.")
    if request.wanted.fields:
        raise BadInput("Migrations say nothing about the fields of documents. Leave --fields out, or use compare.")
    read = {
        alias: snapshot.without_fields()
        for alias, snapshot in _live.snapshots(place, request.wanted, request.progress).items()
    }
    return _Drift(request, settings, *_expected_side.named_as_here(place, read)).report()


class _Drift:
    """One run, from what is live to the report."""

    def __init__(self, request: Request, settings: Settings, place: Place, live: Mapping[str, SchemaSnapshot]) -> None:
        self.request, self.settings, self.place, self.live = request, settings, place, live
        self.ignores = Ignores.of(settings.ignore, request.ignore)
        for alias, snapshot in live.items():
            _require_history(alias, snapshot)
        self.plans = plans_for(live, {alias: snapshot.migrations for alias, snapshot in live.items()})
        self.notes: list[str] = list(place.notes)

    def report(self) -> ComparisonReport:
        """Build what is expected, compare, and say who is wrong."""
        made = _expected.build(self._order(), self.plans)
        digests = self._digests()
        project = next(iter(self.plans.values())).project
        own = project.own_apps(self.settings.apps, self.settings.exclude_apps)
        changes = _drift_models.model_changes(self.plans, made.changes, own)
        databases = tuple(self._one(alias, made, digests.get(alias, {}), changes[alias]) for alias in self.plans)
        return ComparisonReport(
            command="drift",
            left=_places.EXPECTED,
            right=self.place.name,
            left_fingerprint=combined({alias: fingerprint(made.snapshots[alias]) for alias in self.plans}),
            right_fingerprint=combined({alias: fingerprint(self.live[alias]) for alias in self.plans}),
            databases=databases,
            notes=(*self.notes, *self.ignores.unused()),
        )

    def _order(self) -> Order:
        request = self.request
        return Order(
            sources=_expected_side.builders(self.place, self.live, self.settings),
            applied={alias: snapshot.migrations for alias, snapshot in self.live.items()},
            known=self.live,
            wanted=request.wanted,
            ahead=True,
            models=request.models != LEFT_OUT,
            fresh=request.fresh,
            talk=request.talk,
            progress=lambda done, total: request.progress(f"migration {done} of {total} on a scratch database"),
        )

    def _digests(self) -> Mapping[str, Mapping[Node, str]]:
        """What the ledger says the files did, by alias. It lies in the databases that are looked at."""
        if not any(plan.done for plan in self.plans.values()):
            return {}
        sources = {alias: _expected.as_here(alias, source) for alias, source in self.place.sources.items()}
        if not sources:
            return self._no_digests("the ledger is not in a snapshot")
        try:
            if all(source.settings is connections.settings[alias] for alias, source in sources.items()):
                return self._told_by_ledger()
            with swapped({alias: source.settings for alias, source in sources.items()}, lambda alias: None):
                return self._told_by_ledger()
        except (DatabaseError, ImproperlyConfigured) as error:
            return self._no_digests(f"the ledger cannot be read ({reason(error, {})})")

    def _told_by_ledger(self) -> Mapping[str, Mapping[Node, str]]:
        if not any(map(store.has_ledger, self.plans)):
            return self._no_digests("there is no ledger")
        found = {alias: store.digests((alias,)) for alias in self.plans}
        return {alias: {node: digest for node, (digest, _) in known.items()} for alias, known in found.items()}

    def _no_digests(self, why: str) -> Mapping[str, Mapping[Node, str]]:
        self.notes.append(f"Edits of applied migrations were not looked for: {why.rstrip('.')}.")
        return {}

    def _one(
        self, alias: str, made: Expected, digests: Mapping[Node, str], changes: list[Difference]
    ) -> DatabaseComparison:
        plan, live, expected = self.plans[alias], self.live[alias], made.snapshots[alias]
        found = compared(alias, expected, live, left_is_truth=True, ignores=self.ignores)
        found = without_old_ways(found)
        drifted = tuple(item.change for item in found.differences if item.change is not None)
        origins = Origins(alias, plan, database(live.vendor), Target(live.vendor, live.flavour, live.version))
        history = History(plan, origins, expected, live, drifted, made.later.get(alias, ()), digests)
        judge = Blame(history, plan, _models_say(alias, made))
        listed, noted = self._models(alias, made, changes)
        counted, ignored = self._sorted_out(alias, (*history.differences(), *changes))
        return replace(
            found,
            differences=(*counted, *map(judge.of, found.differences), *listed),
            unknown=tuple(map(judge.maybe, found.unknown)),
            ignored=(*ignored, *found.ignored),
            notes=(*self._notes(alias, plan, history, made), *found.notes, *_drift_models.in_words(noted)),
        )

    def _sorted_out(self, alias: str, found: Iterable[Difference]) -> tuple[list[Difference], list[tuple[str, str]]]:
        """What counts of what is about no object of the schema, and the names of what does not with the reasons."""
        kept: list[Difference] = []
        ignored: list[tuple[str, str]] = []
        for item in found:
            kind = "model" if item.kind == "model_change" else "migration"
            reason_given = self.ignores.reason_for(alias, (kind, item.object))
            if reason_given is None:
                kept.append(item)
            else:
                ignored.append((item.object, reason_given))
        return kept, ignored

    def _models(
        self, alias: str, made: Expected, changes: list[Difference]
    ) -> tuple[tuple[Difference, ...], tuple[Difference, ...]]:
        """Differences between models and migrations that count, and those that are only noted."""
        if alias not in made.models or alias not in made.head:
            return (), ()
        found = _drift_models.physical(alias, made.head[alias], made.models[alias], self.ignores)
        return (found, ()) if self.request.models == LISTED else ((), () if changes else found)

    def _notes(self, alias: str, plan: Plan, history: History, made: Expected) -> Iterator[str]:
        yield from made.notes.get(alias, ())
        if RECORDER not in tables_of(self.live[alias]):
            yield f"There is no table {RECORDER}: nothing is recorded as applied, so that nothing is expected."
        if self.request.models == LISTED and alias in made.models and alias in made.head:
            yield from _drift_models.from_django(made.head[alias], made.models[alias])
        pending = [".".join(node_of(migration)) for migration in plan.pending]
        pending = [name for name in pending if name not in {".".join(node) for node in history.unrecorded}]
        if pending:
            more = f" and {len(pending) - _SHOWN} more" if len(pending) > _SHOWN else ""
            yield f"Pending, and not expected yet: {', '.join(pending[:_SHOWN])}{more}."


def _require_history(alias: str, snapshot: SchemaSnapshot) -> None:
    """Without the rows of django_migrations everything would look as if it had been made by hand."""
    for gap in snapshot.gaps if not snapshot.migrations else ():
        hides = gap.hidden and gap.kind in ("table", "collection") and RECORDER not in tables_of(snapshot)
        if gap.name == RECORDER or (hides and matches(gap.name, RECORDER)):
            raise BadInput(f"Which migrations {alias!r} has applied cannot be told: {gap.reason}")


def _models_say(alias: str, made: Expected) -> frozenset[Change]:
    if alias not in made.models or alias not in made.head:
        return frozenset()
    return _drift_models.agreed(made.head[alias], made.models[alias])
