"""Builds what migrations and models make, on scratch databases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db import connections

from schemaguard.actions import _models
from schemaguard.actions._expected_order import Expected, Order
from schemaguard.actions._held_back import held_back
from schemaguard.actions._places import vendor
from schemaguard.actions._plans import Plan, node_of, plans_for
from schemaguard.actions._scratch_run import Course, Failed, Run
from schemaguard.actions._swapped import Fence, swapped
from schemaguard.databases.base import Database, Source
from schemaguard.databases.registry import database
from schemaguard.schema.compare import compare
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.steps import loader
from schemaguard.steps.loader import Node

#: With more pending migrations than this, the schema is read after the last one only, not after each.
READ_EACH = 30


class Build:
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
            made = replace(made, models=self._models(made.head), changes=model_changes(self.plans))
        return replace(made, notes={alias: tuple(notes) for alias, notes in self.notes.items()})

    @contextmanager
    def _scratch(self) -> Iterator[Run]:
        """New databases under the aliases that are asked for, for all migrations."""
        courses = [self._course(alias, plan) for alias, plan in self.plans.items()]
        with self._fenced(Run(courses, progress=self.order.progress, talk=self.order.talk)) as run:
            yield run

    @contextmanager
    def _fenced(self, run: Run) -> Iterator[Run]:
        """New databases in the place of those that are asked for; nothing else is written to."""
        with ExitStack() as stack:
            self.entries = {
                alias: stack.enter_context(_database(source).scratch(source))
                for alias, source in self.order.sources.items()
            }
            stack.enter_context(held_back())
            stack.enter_context(swapped(self.entries, Fence(run.refused.append, run.outside.append)))
            yield run

    def _course(self, alias: str, plan: Plan) -> Course:
        known = self.order.known.get(alias)
        recorder = bool(plan.done) or known is None or "django_migrations" in tables_of(known)
        return Course(alias, plan.unmigrated, recorder)

    def _migrations(self, run: Run) -> Expected:
        if self.provide:
            self._provide(self.order.known, "No migration makes it, but they need it")
        # Files that ask what is applied, as they are imported, must find nothing: they choose their place by that.
        loader.forget()
        self.plans = plans_for(self.plans, self.order.applied or {})
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
        return [label for label in sorted(self.plans[alias].unmigrated) if tables & tables_of_app(label)]

    def _sync(self, run: Run, alias: str) -> None:
        if labels := self._synced(alias):
            run.sync(alias, labels)
            names = ", ".join(labels)
            self.notes[alias].append(f"Apps without migrations are expected to look like their models: {names}.")

    def _ahead(self, run: Run, made: Expected) -> Expected:
        """Go on with the pending migrations, and look at each where the other side may have it already."""
        pending = {alias: plan.pending for alias, plan in self.plans.items()}
        differing = unlike(self.order, made.snapshots) if self.order.ahead else frozenset()
        if not any(pending.values()):
            return replace(made, head=made.snapshots)
        if not (differing or self.order.models):
            return made
        later: dict[str, list[tuple[Node, SchemaSnapshot]]] = {alias: [] for alias in differing}
        try:
            for alias, migration in run.migrate(pending):
                if alias in differing and (len(pending[alias]) <= READ_EACH or migration is pending[alias][-1]):
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
        with self._fenced(Run([Course(alias, labels) for alias in self.plans], talk=self.order.talk)) as run:
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


def tables_of_app(label: str) -> frozenset[str]:
    """The names of the tables that Django makes for the models of an app."""
    models: Sequence[Any] = list(apps.get_app_config(label).get_models(include_auto_created=True))
    return frozenset(model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy)


def unlike(order: Order, snapshots: Mapping[str, SchemaSnapshot]) -> frozenset[str]:
    """The databases that differ from what is expected."""
    pairs = ((alias, order.known.get(alias), snapshot) for alias, snapshot in snapshots.items())
    return frozenset(alias for alias, known, snapshot in pairs if known is not None and compare(snapshot, known))


def model_changes(plans: Mapping[str, Plan]) -> dict[str, tuple[str, ...]]:
    """What ``makemigrations`` would write, in words, by app."""
    project = next(iter(plans.values())).project
    state = project.empty_state()
    for file in project.plan:
        file.migration.mutate_state(state, preserve=False)
    labels = frozenset(config.label for config in apps.get_app_configs())
    return {change.app: change.operations for change in _models.changes(project, state, labels)}
