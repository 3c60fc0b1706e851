"""What a rehearsal of one database is judged beside, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import connections

from schemaguard.actions._rehearsal_check import Foreseen, Question, foresee
from schemaguard.actions._rehearsal_parts import Part
from schemaguard.actions._rehearsal_private import Private
from schemaguard.actions._rehearsal_request import COPIED_ROWS, EMPTY, Request, Scope
from schemaguard.actions._rehearsal_run import Rehearsed
from schemaguard.conf import Settings
from schemaguard.rehearsals import DatabaseRehearsal
from schemaguard.steps.loader import Node, Project
from schemaguard.target import Target


def foreseen_by(
    parts: Sequence[Part], databases: Mapping[str, Rehearsed], request: Request, settings: Settings
) -> Mapping[tuple[str, Node], Foreseen]:
    """What check says, judged for the servers that are really used."""
    found: dict[tuple[str, Node], Foreseen] = {}
    for part in parts:
        project = part.plan.project
        own = {request.app} if request.app else project.own_apps(settings.apps, settings.exclude_apps)
        judged = {node for node in part.chosen if node[0] in own}
        schema = databases[part.alias].stage.state().schema
        target = Target(schema.vendor, schema.flavour, schema.version)
        together = judged if request.scope is Scope.SINCE else frozenset[Node]()
        question = Question(project, part.alias, target, judged, together)
        found |= {(part.alias, node): value for node, value in foresee(question, settings).items()}
    return found


def result_of(
    part: Part, rehearsed: Rehearsed, request: Request, settings: Settings, notes: tuple[str, ...]
) -> DatabaseRehearsal:
    """Everything about one database. Of a copy, without what errors quote of its rows."""
    schema, foreign = rehearsed.stage.state().schema, _foreign(part.plan.project, request, settings)
    results = tuple(replace(found, foreign=found.app in foreign) for found in rehearsed.results.values())
    notes = (*notes, *filter(None, (rehearsed.stage.unseen,)))
    if part.origin is not None:
        address = (str(connections[part.alias].settings_dict.get(key) or "") for key in ("NAME", "HOST", "PORT"))
        private = Private.of(schema, names=(part.alias, part.origin.name, *address))
        files = part.plan.project.files
        results = tuple(private.rehearsal(item, files[item.app, item.migration].text) for item in results)
        notes = tuple(map(private.details, notes))
    return DatabaseRehearsal(
        part.alias,
        schema.vendor,
        schema.server,
        EMPTY if part.origin is None else part.origin.name,
        results,
        rows=None if part.origin is None or request.all_rows else request.rows or COPIED_ROWS,
        mode=str(request.mode),
        notes=notes,
    )


def _foreign(project: Project, request: Request, settings: Settings) -> frozenset[str]:
    """Apps that others maintain, where the whole history is run. What is pending of them is about to happen."""
    if request.scope is not Scope.ALL or request.app is not None:
        return frozenset()
    own = project.own_apps(settings.apps, settings.exclude_apps)
    return frozenset(file.app for file in project.files.values()) - own
