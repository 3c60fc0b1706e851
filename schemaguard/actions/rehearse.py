"""``rehearse``: run migrations forward, back and forward again on scratch databases with rows."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.utils import Error

from schemaguard import store
from schemaguard.actions import _places
from schemaguard.actions._held_back import held_back
from schemaguard.actions._masks import Masks
from schemaguard.actions._places import Place
from schemaguard.actions._plans import node_of
from schemaguard.actions._rehearsal_parts import Part, parts_of
from schemaguard.actions._rehearsal_request import COPIED_ROWS, Mode, Request
from schemaguard.actions._rehearsal_results import foreseen_by, result_of
from schemaguard.actions._rehearsal_run import Overlooked, Rehearsal, Rehearsed
from schemaguard.actions._rehearsal_servers import elsewhere, server_of, spoken_to_as
from schemaguard.actions._scratch_run import Course, Failed
from schemaguard.actions._seed import Seeds
from schemaguard.actions._seed_hooks import Hooks
from schemaguard.actions._swapped import Fence, swapped
from schemaguard.conf import Settings, load
from schemaguard.databases.base import Portion, Source
from schemaguard.databases.connections import reason
from schemaguard.databases.obstacles import obstacle, while_copying
from schemaguard.databases.registry import database
from schemaguard.exceptions import BadInput
from schemaguard.rehearsals import RehearsalReport
from schemaguard.steps.loader import Node, Project


def rehearse(request: Request, settings: Settings | None = None) -> RehearsalReport:
    """Rehearse what is asked for, and keep the outcome in the ledger. Raises SchemaguardError with one line."""
    settings = settings or load()
    place = _places.project(settings).only(request.databases)
    try:
        report = _Rehearse(request, settings, place).report()
    except Overlooked as overlooked:
        report = _Rehearse(request, settings, place, careful=True).report()
        report = replace(report, notes=(*report.notes, f"{overlooked} So everything was read anew each time."))
    said = store.keep_rehearsals(report, settings.environment) if request.keep else ""
    return replace(report, notes=(*place.notes, *report.notes, *filter(None, (said,))))


@contextmanager
def _in_one_line(run: Rehearsal) -> Iterator[None]:
    """For errors of a scratch database that no migration has made."""
    try:
        yield
    except BadInput as error:
        if (way_out := obstacle(error)) and way_out not in str(error):
            raise BadInput(f"{error} {way_out}") from error
        raise
    except Error as error:
        said = next(reason(error, one.stage.connection.settings_dict) for one in run.databases.values())
        raise BadInput(f"The rehearsal cannot go on: {said} {obstacle(error)}".rstrip()) from error


class _Rehearse:
    """One call."""

    def __init__(self, request: Request, settings: Settings, place: Place, *, careful: bool = False) -> None:
        self.request, self.settings, self.place = request, settings, place
        #: Read everything after each way: what a first run took for unchanged was not.
        self.careful = careful
        self.seeds = Seeds(Hooks.of(settings.rehearsal.seeds))
        #: Sentences about each database.
        self.notes: dict[str, tuple[str, ...]] = {}

    def report(self) -> RehearsalReport:
        """Make scratch databases, run everything on them, and take them away."""
        started = time.perf_counter()
        parts = parts_of(self.request, self.settings, self.place)
        self.masks = Masks(self.settings.rehearsal.mask, parts)
        entries: dict[str, dict[str, Any]] = {}
        with ExitStack() as stack:
            for part in parts:
                server, here = server_of(part, self.place, self.settings), self.place.sources[part.alias]
                made = stack.enter_context(database(_places.vendor(server.settings)).scratch(server))
                entries[part.alias] = spoken_to_as(here.settings, made)
                self.notes[part.alias] = (*part.notes, *self._copied(part, entries[part.alias]))
            refused, outside = list[str](), list[str]()
            reading = self.settings.rehearsal.other_databases == "read"
            held = stack.enter_context(held_back())
            stack.enter_context(swapped(entries, Fence(refused.append, outside.append, reading)))
            run = self._run(parts, entries, refused, outside)
            for rehearsed in run.databases.values():
                stack.callback(rehearsed.stage.close)
            with _in_one_line(run):
                run.foreseen = foreseen_by(parts, run.databases, self.request, self.settings)
                self._go(run, parts)
                found = [
                    result_of(part, run.databases[part.alias], self.request, self.settings, self.notes[part.alias])
                    for part in parts
                ]
        seconds = time.perf_counter() - started
        notes_of_all = (*self.seeds.hooks.unused(_labels(parts[0].plan.project)), *held.notes())
        return RehearsalReport(tuple(replace(item, seconds=seconds) for item in found if item.migrations), notes_of_all)

    def _way_out(self) -> str:
        if self.settings.rehearsal.other_databases == "read":
            return "; all others may only be read, and on MongoDB not even that."
        return ", or let it be read: SCHEMAGUARD['REHEARSAL']['OTHER_DATABASES'] = 'read'."

    def _copied(self, part: Part, entry: Mapping[str, Any]) -> tuple[str, ...]:
        if part.origin is None:
            return ()
        self.request.progress(f"copying {part.origin.name}", 0, 0)
        rows = None if self.request.all_rows else self.request.rows or COPIED_ROWS
        target = Source(f"the scratch database of {part.alias!r}", entry)
        portion = self.masks.portion(part.alias, Portion(rows, timeout=self.request.timeout))
        try:
            said = database(_places.vendor(entry)).copy(part.origin, target, portion)
        except BadInput as error:
            if way_out := while_copying(error):
                raise BadInput(f"{error} {way_out}") from error
            raise
        self.masks.refuse_missed(part.alias)
        return (*said, *filter(None, (elsewhere(part.origin, entry),)))

    def _run(
        self, parts: Sequence[Part], entries: Mapping[str, Mapping[str, Any]], refused: list[str], outside: list[str]
    ) -> Rehearsal:
        mode = self.request.mode
        databases = {}
        for part in parts:
            connection = connections[part.alias]
            source = Source(f"the scratch database of {part.alias!r}", entries[part.alias], connection)
            stage = database(connection.vendor).stage(source, connection)
            databases[part.alias] = Rehearsed(stage, self.careful, part.chosen, part.plan.project)
        return Rehearsal(
            [Course(part.alias, part.plan.unmigrated) for part in parts],
            refused=refused,
            outside=outside,
            way_out=self._way_out(),
            talk=self.request.talk,
            project=parts[0].plan.project,
            databases=databases,
            chosen=frozenset[Node]().union(*(part.chosen for part in parts)),
            seeder=self.seeds,
            step=mode is not Mode.HEAD,
            head=mode is not Mode.STEP,
        )

    def _go(self, run: Rehearsal, parts: Sequence[Part]) -> None:
        run.begin()
        for part in parts:
            self._sync(run, part)
            for migration in part.plan.done if part.origin is not None else ():
                run.states[part.alias] = migration.mutate_state(run.states[part.alias], preserve=False)
        total = sum(len(part.running) for part in parts)
        plans = {part.alias: part.running for part in parts}
        self.request.progress("rehearsing", 0, total)
        for done, (_, migration) in enumerate(run.migrate(plans), 1):
            self.request.progress(".".join(node_of(migration)), done, total)
        run.finish()

    def _sync(self, run: Rehearsal, part: Part) -> None:
        """What fails here fails in ``migrate --run-syncdb`` as well, and ``migrate`` alone does without."""
        if not part.synced:
            return
        names = ", ".join(part.synced)
        try:
            run.sync(part.alias, part.synced)
            self.notes[part.alias] += (f"Tables of apps without migrations were made from their models: {names}.",)
        except Failed as failed:
            self.notes[part.alias] += (f"Apps without migrations have no tables ({names}): {failed}",)


def _labels(project: Project) -> frozenset[str]:
    """Migrations and models that there are, in lower case."""
    nodes = (".".join(node).lower() for node in (*project.files, *project.replaced))
    return frozenset(nodes) | {model._meta.label_lower for model in apps.get_models()}
