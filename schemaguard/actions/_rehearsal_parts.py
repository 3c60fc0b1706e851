"""Which migrations a rehearsal runs on which databases, and where their structure and rows come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.migrations import Migration

from schemaguard.actions import _places, _since
from schemaguard.actions._expected_build import tables_of, tables_of_app
from schemaguard.actions._places import Place
from schemaguard.actions._plans import Plan, node_of, plans_for, refuse_what_migrate_refuses
from schemaguard.actions._rehearsal_request import EMPTY, Request, Scope
from schemaguard.actions._seed_filling import ROWS
from schemaguard.conf import Settings
from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.registry import database
from schemaguard.exceptions import BadInput
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.steps.loader import Node

#: So many names are enough to know what is meant.
_NAMED = 3


@dataclass(frozen=True)
class Part:
    """One database of a rehearsal."""

    alias: str
    plan: Plan
    #: Where structure and rows come from; None: nowhere.
    origin: Source | None
    #: The migrations that run, in order, and those of them that are taken back.
    running: tuple[Migration, ...]
    chosen: frozenset[Node]
    #: What the origin looks like; where there is none, the database itself if it was asked.
    found: SchemaSnapshot | None = None
    #: Apps without migrations whose tables must be made before.
    synced: tuple[str, ...] = ()
    #: Sentences about what is not as one may think.
    notes: tuple[str, ...] = ()


def parts_of(request: Request, settings: Settings, place: Place) -> list[Part]:
    """The databases on which there is something to rehearse. Raises BadInput and BrokenHistory with one line."""
    return _Parts(request, settings, place).parts()


class _Parts:
    """The parts of one request."""

    def __init__(self, request: Request, settings: Settings, place: Place) -> None:
        self.request, self.settings, self.place = request, settings, place
        self.notes: dict[str, list[str]] = {alias: [] for alias in place.aliases}

    def parts(self) -> list[Part]:
        origins = {alias: self._origin(alias) for alias in self.place.aliases}
        found = {alias: self._found(alias, origin) for alias, origin in origins.items()}
        applied = {alias: snapshot.migrations if snapshot else () for alias, snapshot in found.items()}
        plans = plans_for(applied, applied)
        for alias, plan in plans.items():
            refuse_what_migrate_refuses(alias, plan)
        parts = [self._part(alias, plans[alias], origins[alias], found[alias]) for alias in plans]
        if not any(part.chosen for part in parts):
            raise BadInput(self._nothing(plans))
        # What somebody names has a scratch database, also where nothing is to be rehearsed: others may write there.
        return [part for part in parts if part.chosen or part.alias in self.request.databases]

    def _origin(self, alias: str) -> Source | None:
        """Where structure and rows of a database come from. Raises BadInput."""
        name = self.request.source_of(alias)
        if name == EMPTY:
            return None
        if self.request.scope is Scope.ALL:
            raise BadInput(
                f"--all begins with nothing, and --source {name} has applied migrations already. "
                f"Leave out --all to rehearse on a copy of it what it has not applied, or leave out --source."
            )
        place = _places.resolve(name, self.settings)
        if not place.sources:
            raise BadInput(f"--source {name} is no database. Name an alias, an environment or a URL, or say {EMPTY}.")
        if self.request.source is not None and place.single and len(self.place.aliases) > 1:
            known = ", ".join(self.place.aliases)
            raise BadInput(
                f"--source {place.name} is one database, and this would rehearse on several: {known}. "
                "Say with --database which one it is a source of."
            )
        origin = next(iter(place.sources.values())) if place.single else place.sources.get(alias)
        here = self.place.sources[alias]
        if origin is None or _places.vendor(origin.settings) != _places.vendor(here.settings):
            raise BadInput(f"--source {place.name} has no database like {alias!r}. Name the databases with --database.")
        return origin

    def _found(self, alias: str, origin: Source | None) -> SchemaSnapshot | None:
        """What says which migrations are applied: the copy, or for what is pending the database itself."""
        if origin is None and self.request.scope is not Scope.PENDING:
            return None
        source = origin or self.place.sources[alias]
        kind = database(_places.vendor(source.settings))
        try:
            return kind.introspect(source, Wanted(self.request.timeout))
        except BadInput as error:
            if kind.exists(source):
                raise
            if origin is not None:
                raise BadInput(f"{error} With --source {EMPTY} no database is needed.") from error
            self.notes[alias].append(f"The database {alias!r} does not exist yet, so nothing counts as applied.")
            return None

    def _part(self, alias: str, plan: Plan, origin: Source | None, found: SchemaSnapshot | None) -> Part:
        running = (*plan.done, *plan.pending) if origin is None else plan.pending
        asked = self._asked(plan)
        chosen = frozenset(map(node_of, plan.pending)) & asked
        last = max((place for place, migration in enumerate(running) if node_of(migration) in chosen), default=-1)
        if not chosen:  # Others may write to it: it only has to be there, as it is now.
            last = len(running) if origin is None else -1
        notes = (*self.notes[alias], *self._remarks(plan, origin, asked))
        return Part(alias, plan, origin, running[: last + 1], chosen, found, _synced(plan, origin, found), notes)

    def _asked(self, plan: Plan) -> frozenset[Node]:
        """The migrations that options name; all where they name none."""
        request, project = self.request, plan.project
        asked = frozenset(project.files)
        if request.since is not None:
            own = project.own_apps(self.settings.apps, self.settings.exclude_apps)
            asked &= _since.changes(request.since, project, own).keys
        if request.app is not None:
            asked &= {file.key for file in project.find(request.app, request.migration)}
        return asked

    def _remarks(self, plan: Plan, origin: Source | None, asked: frozenset[Node]) -> Iterator[str]:
        if plan.unknown:
            there = "is not there" if origin is None else "is in the copy"
            yield f"Recorded as applied, but no file has it: {_named(plan.unknown)}. What that has made {there}."
        if self.request.rows is not None and origin is None:
            yield f"--rows is for copies. Of generated rows each table has {ROWS}, or what the project brings."
        if self.request.scope is Scope.SINCE and origin is not None:
            done = sorted(asked.intersection(map(node_of, plan.done)))
            if done:
                yield f"Applied by {origin.name} already, and so not rehearsed: {_named(done)}."

    def _nothing(self, plans: Mapping[str, Plan]) -> str:
        request = self.request
        named = "".join(f" {word}" for word in (request.app, request.migration) if word)
        asked = frozenset[Node]().union(*map(self._asked, plans.values()))
        if request.scope is Scope.SINCE and not asked:
            what = f"No migration{named and ' of'}{named}"
            return f"{what} was added or edited since {request.since}, so there is nothing to rehearse."
        where = " and ".join(request.source_of(alias) if request.source else repr(alias) for alias in plans)
        replaced = sorted(node for plan in plans.values() for node in asked & plan.project.replaced)
        if request.migration and replaced:
            return f"{'.'.join(replaced[0])} is replaced by a squashed migration, which runs instead. Name that one."
        if request.scope is Scope.ALL:
            return f"There is no migration{named and ' of'}{named} to rehearse on {where}."
        what = (
            f"Nothing{named and ' of'}{named} that is new since {request.since}"
            if request.since
            else f"Nothing{named and ' of'}{named}"
        )
        return f"{what} is pending on {where}. Rehearse the whole history with --all."


def _synced(plan: Plan, origin: Source | None, found: SchemaSnapshot | None) -> tuple[str, ...]:
    """Apps without migrations have tables where somebody ran ``migrate --run-syncdb``; a copy has them then."""
    if origin is not None:
        return ()
    with_models = [label for label in sorted(plan.unmigrated) if apps.get_app_config(label).models_module is not None]
    there = None if found is None else tables_of(found)
    return tuple(
        label for label in with_models if (tables := tables_of_app(label)) and (there is None or there & tables)
    )


def _named(nodes: Sequence[Node]) -> str:
    names = ", ".join(".".join(node) for node in nodes[:_NAMED])
    return f"{names} and {len(nodes) - _NAMED} more" if len(nodes) > _NAMED else names
