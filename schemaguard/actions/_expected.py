"""The schema that migrations make: they are run on scratch databases, and these are read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db import connections

from schemaguard.actions import _expected_cache as cache
from schemaguard.actions import _models
from schemaguard.actions._expected_djongo import added, is_djongo
from schemaguard.actions._places import vendor
from schemaguard.actions._plans import Plan, node_of, plans_for
from schemaguard.actions._scratch_run import Course, Failed, Progress, Run, silent
from schemaguard.actions._swapped import swapped
from schemaguard.databases.base import Database, Source, Wanted
from schemaguard.databases.registry import database
from schemaguard.exceptions import BadInput
from schemaguard.schema.compare import compare
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.steps.loader import Node

#: With more pending migrations than this, the schema is read after the last one only, not after each.
READ_EACH = 30


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted. Aliases are those of DATABASES."""

    #: The databases on whose servers scratch databases are made.
    sources: Mapping[str, Source]
    #: What each has applied; all migrations for an alias that is left out.
    applied: Mapping[str, Collection[Node]] = field(default_factory=dict)
    #: The other side: it tells which apps without migrations have tables, and what an administrator installed.
    known: Mapping[str, SchemaSnapshot] = field(default_factory=dict)
    wanted: Wanted = field(default_factory=Wanted)
    #: Also the schemas after each pending migration, where ``known`` differs from what is expected.
    ahead: bool = False
    #: Also the schema that the models make, and the one of all migrations.
    models: bool = False
    #: Build it even if it is in the cache.
    fresh: bool = False
    #: Show what migrations print, on stderr.
    talk: bool = False
    progress: Progress = silent


@dataclass(frozen=True, slots=True)
class Expected:
    """What was built, by alias."""

    snapshots: Mapping[str, SchemaSnapshot]
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The schemas after pending migrations, in order, for databases where they were asked for and mattered.
    later: Mapping[str, tuple[tuple[Node, SchemaSnapshot], ...]] = field(default_factory=dict)
    #: The schema after all migrations.
    head: Mapping[str, SchemaSnapshot] = field(default_factory=dict)
    #: The schema that the models make.
    models: Mapping[str, SchemaSnapshot] = field(default_factory=dict)
    #: What ``makemigrations`` would write, in words, by app.
    changes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def expected_for(
    sources: Mapping[str, Source],
    applied: Mapping[str, Collection[Node]] | None = None,
    *,
    known: Mapping[str, SchemaSnapshot] | None = None,
    wanted: Wanted | None = None,
    fresh: bool = False,
    progress: Progress = silent,
) -> Expected:
    """The schemas that migrations make; without ``applied`` all of them. Raises BadInput with one line."""
    return build(Order(sources, applied or {}, known or {}, wanted or Wanted(), fresh=fresh, progress=progress))


def build(order: Order, plans: Mapping[str, Plan] | None = None) -> Expected:
    """Everything that is ordered, from the cache where that has it. Raises BadInput with one line."""
    _check(order)
    plans = plans or plans_for(order.sources, order.applied)
    order = replace(order, sources={alias: _as_here(alias, source) for alias, source in order.sources.items()})
    worked_out = [alias for alias, source in order.sources.items() if is_djongo(source)]
    sources = {alias: source for alias, source in order.sources.items() if alias not in worked_out}
    built = {alias: plan for alias, plan in plans.items() if alias in sources}
    made = _built(replace(order, sources=sources), built) if built else Expected({})
    for alias in worked_out:
        made = added(made, alias, plans[alias], order)
    return made if built or not order.models else replace(made, changes=_changes(plans))


def _built(order: Order, plans: Mapping[str, Plan]) -> Expected:
    """What is made on scratch databases."""
    key = cache.key(order, plans)
    if not order.fresh and (found := cache.get(key)) is not None and _suffices(found, order, plans):
        return found
    try:
        made = _Build(order, plans).run()
    except Failed as failure:
        if not failure.database or not any(_installed(order.known.get(alias)) for alias in order.sources):
            raise
        made = _Build(order, plans, provide=True).run()
    cache.put(key, made)
    return made


def _suffices(found: Expected, order: Order, plans: Mapping[str, Plan]) -> bool:
    """Whether what was built for another live database has all that this one needs."""
    wanting = _unlike(order, found.snapshots) if order.ahead else ()
    return all(alias in found.later or not plans[alias].pending for alias in wanting)


def _unlike(order: Order, snapshots: Mapping[str, SchemaSnapshot]) -> frozenset[str]:
    """The databases that differ from what is expected."""
    pairs = ((alias, order.known.get(alias), snapshot) for alias, snapshot in snapshots.items())
    return frozenset(alias for alias, known, snapshot in pairs if known is not None and compare(snapshot, known))


def _check(order: Order) -> None:
    for alias in order.sources:
        if alias not in connections.settings:
            known = ", ".join(connections.settings)
            raise BadInput(
                f"DATABASES has no {alias!r}, so that no migrations belong to it. It has: {known}. "
                "Name the database as one of these."
            )


#: Options of an engine that shape what sessions do, not where they go.
_SESSION = ("options", "charset", "collation", "init_command", "isolation_level", "sql_mode", "transaction_mode")


def _as_here(alias: str, source: Source) -> Source:
    """The server of a source with the engine and the sessions that migrations have under this alias here."""
    here = connections.settings[alias]
    if source.settings is here or vendor(here) != vendor(source.settings):
        return source
    session = {name: value for name, value in here["OPTIONS"].items() if name in _SESSION}
    options = session | (source.settings.get("OPTIONS") or {})
    settings = {**source.settings, "ENGINE": here["ENGINE"], "TIME_ZONE": here["TIME_ZONE"], "OPTIONS": options}
    return replace(source, settings=settings)


def _changes(plans: Mapping[str, Plan]) -> dict[str, tuple[str, ...]]:
    project = next(iter(plans.values())).project
    state = project.empty_state()
    for file in project.plan:
        file.migration.mutate_state(state, preserve=False)
    labels = frozenset(config.label for config in apps.get_app_configs())
    return {change.app: change.operations for change in _models.changes(project, state, labels)}


def _installed(snapshot: SchemaSnapshot | None) -> bool:
    return snapshot is not None and bool(snapshot.all("extension") or snapshot.all("schema"))


class _Build:
    """One build on scratch databases that are dropped at its end."""

    def __init__(self, order: Order, plans: Mapping[str, Plan], *, provide: bool = False) -> None:
        self.order, self.plans, self.provide = order, plans, provide
        self.notes: dict[str, list[str]] = {alias: [] for alias in order.sources}
        self.entries: dict[str, dict[str, Any]] = {}

    def run(self) -> Expected:
        """Build all that is wanted."""
        with self._scratch() as run:
            made = self._migrations(run)
        if self.order.models:
            made = replace(made, models=self._models(made.head), changes=_changes(self.plans))
        return replace(made, notes={alias: tuple(notes) for alias, notes in self.notes.items()})

    @contextmanager
    def _scratch(self) -> Iterator[Run]:
        """New databases under the aliases that are asked for."""
        order = self.order
        courses = [self._course(alias, plan) for alias, plan in self.plans.items()]
        run = Run(courses, progress=order.progress, talk=order.talk)
        with ExitStack() as stack:
            self.entries = {
                alias: stack.enter_context(_database(source).scratch(source)) for alias, source in order.sources.items()
            }
            stack.enter_context(swapped(self.entries, run.refused.append))
            yield run

    def _course(self, alias: str, plan: Plan) -> Course:
        known = self.order.known.get(alias)
        recorder = bool(plan.done) or known is None or "django_migrations" in tables_of(known)
        return Course(alias, plan.unmigrated, recorder)

    def _migrations(self, run: Run) -> Expected:
        if self.provide:
            self._provide(self.order.known, "No migration makes it, but they need it")
        run.begin()
        for alias in self.plans:
            self._sync(run, alias)
        for _ in run.migrate({alias: plan.done for alias, plan in self.plans.items()}):
            pass
        made = Expected({alias: self._read(alias) for alias in self.plans})
        return self._ahead(run, made) if self.order.ahead or self.order.models else made

    def _synced(self, alias: str) -> list[str]:
        """Apps without migrations have tables only where somebody ran ``migrate --run-syncdb``."""
        known = self.order.known.get(alias)
        tables = tables_of(known) if known is not None else frozenset()
        return [label for label in sorted(self.plans[alias].unmigrated) if tables & _tables_of_app(label)]

    def _sync(self, run: Run, alias: str) -> None:
        if labels := self._synced(alias):
            run.sync(alias, labels)
            names = ", ".join(labels)
            self.notes[alias].append(f"Apps without migrations are expected to look like their models: {names}.")

    def _ahead(self, run: Run, made: Expected) -> Expected:
        """Go on with the pending migrations, and look at each where the other side may have it already."""
        pending = {alias: plan.pending for alias, plan in self.plans.items()}
        unlike = _unlike(self.order, made.snapshots) if self.order.ahead else frozenset()
        if not any(pending.values()):
            return replace(made, head=made.snapshots)
        if not (unlike or self.order.models):
            return made
        later: dict[str, list[tuple[Node, SchemaSnapshot]]] = {alias: [] for alias in unlike}
        try:
            for alias, migration in run.migrate(pending):
                if alias in unlike and (len(pending[alias]) <= READ_EACH or migration is pending[alias][-1]):
                    later[alias].append((node_of(migration), self._read(alias)))
        except Failed as failure:
            for notes in self.notes.values():
                notes.append(f"What comes after the pending migrations is not known: {failure}")
            return replace(made, later={alias: tuple(rows) for alias, rows in later.items()})
        head = {alias: self._read(alias) for alias in self.plans}
        return replace(made, later={alias: tuple(rows) for alias, rows in later.items()}, head=head)

    def _models(self, head: Mapping[str, SchemaSnapshot]) -> dict[str, SchemaSnapshot]:
        """The schema that the models make: all apps as if they had no migrations."""
        if not head:
            return {}
        labels = frozenset(config.label for config in apps.get_app_configs() if config.models_module is not None)
        with ExitStack() as stack:
            run = Run([Course(alias, labels) for alias in self.plans], talk=self.order.talk)
            self.entries = {
                alias: stack.enter_context(_database(source).scratch(source))
                for alias, source in self.order.sources.items()
            }
            stack.enter_context(swapped(self.entries, run.refused.append))
            self._provide(head)
            try:
                run.begin()
                for alias, plan in self.plans.items():
                    run.sync(alias, (labels - plan.unmigrated).union(self._synced(alias)))
                for _ in run.migrate(dict.fromkeys(self.plans, ())):
                    pass
            except Failed as failure:
                for notes in self.notes.values():
                    notes.append(f"The models could not be compared with the migrations: {failure}")
                return {}
            return {alias: self._read(alias) for alias in self.plans}

    def _provide(self, like: Mapping[str, SchemaSnapshot], why: str = "") -> None:
        for alias, snapshot in like.items():
            if alias not in self.entries:
                continue
            source = Source(f"the scratch database of {alias!r}", self.entries[alias])
            names = _database(source).provide(source, snapshot)
            if names and why:
                self.notes[alias].append(f"{why}: {', '.join(names)} of the live database.")

    def _read(self, alias: str) -> SchemaSnapshot:
        """A database in memory is only seen through a connection of this process."""
        entry = self.entries[alias]
        own = connections[alias] if _database(self.order.sources[alias]).vendor == "sqlite" else None
        source = Source(f"the scratch database of {alias!r}", entry, own)
        return _database(source).introspect(source, self.order.wanted)


def _database(source: Source) -> Database:
    return database(vendor(source.settings))


def tables_of(snapshot: SchemaSnapshot) -> frozenset[str]:
    """The names of its tables and collections."""
    return frozenset(item.name for kind in ("table", "collection") for item in snapshot.all(kind))


def _tables_of_app(label: str) -> frozenset[str]:
    models: Sequence[Any] = list(apps.get_app_config(label).get_models(include_auto_created=True))
    return frozenset(model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy)
