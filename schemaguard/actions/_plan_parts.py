"""Which migrations are to run on which databases, in order, and what these databases are like now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.apps import apps
from django.db.migrations import Migration

from schemaguard.actions import _places
from schemaguard.actions._places import Place
from schemaguard.actions._plans import Plan, node_of, plans_for, refuse_what_migrate_refuses
from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.registry import database, target_of
from schemaguard.exceptions import BadInput
from schemaguard.plans import PlannedDatabase
from schemaguard.schema.fingerprint import fingerprint
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.steps.loader import Node, Project
from schemaguard.target import Target

#: The app of the ledger, whose tables have to be there before anything is recorded in them.
OURS = "schemaguard"
#: So many names are enough to know what is meant.
_NAMED = 3


@dataclass(frozen=True)
class Part:
    """One database of a plan."""

    alias: str
    source: Source
    plan: Plan
    #: What it looks like; None: it is not there yet.
    found: SchemaSnapshot | None
    #: What is to run, in order.
    running: tuple[Migration, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def project(self) -> Project:
        """All migration files, as they matter to this database."""
        return self.plan.project

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """What is to run."""
        return tuple(map(node_of, self.running))

    @property
    def vendor(self) -> str:
        """The kind of database."""
        return _places.vendor(self.source.settings)

    @property
    def target(self) -> Target:
        """The server that is there; for a database that is not, the oldest one of its kind."""
        if self.found is None:
            return target_of(self.alias, dict(self.source.settings), Target.parse(self.vendor))
        return Target(self.found.vendor, self.found.flavour, self.found.version)

    def planned(self) -> PlannedDatabase:
        """What a plan says of it."""
        kind = database(self.vendor)
        return PlannedDatabase(
            self.alias,
            self.vendor,
            self.found.server if self.found is not None else self.vendor,
            kind.name_of(self.source.settings),
            fingerprint(self.found) if self.found is not None else "",
            applied_hash(self.found.migrations if self.found is not None else ()),
        )

    def only(self, nodes: Iterable[Node]) -> Part:
        """The part where nothing but these runs."""
        kept = frozenset(nodes)
        return replace(self, running=tuple(item for item in self.running if node_of(item) in kept))


def applied_hash(applied: Iterable[Node]) -> str:
    """A hash of the migrations that are recorded as applied."""
    import hashlib

    text = "\n".join(".".join(node) for node in sorted(set(applied)))
    return hashlib.sha256(text.encode()).hexdigest()


def parts_of(
    place: Place, *, app: str | None = None, migration: str | None = None, timeout: float = 60.0
) -> list[Part]:
    """What is pending on each database of a place. Raises BadInput and BrokenHistory with one line."""
    found = {alias: look(alias, source, timeout) for alias, source in place.sources.items()}
    applied = {alias: snapshot.migrations if snapshot else () for alias, snapshot in found.items()}
    plans = plans_for(applied, applied)
    parts = []
    for alias, plan in plans.items():
        refuse_what_migrate_refuses(alias, plan)
        notes = list(_unknown(alias, plan))
        if found[alias] is None:
            notes.append(f"The database {alias!r} does not exist yet, so nothing counts as applied.")
        running, also = _running(plan, app, migration)
        parts.append(Part(alias, place.sources[alias], plan, found[alias], running, (*notes, *also)))
    return parts


def look(alias: str, source: Source, timeout: float = 60.0) -> SchemaSnapshot | None:
    """What a database looks like, read-only; None where its server says that it is not there. Raises BadInput."""
    kind = database(_places.vendor(source.settings))
    try:
        return kind.introspect(source, Wanted(timeout))
    except BadInput:
        if kind.exists(source):
            raise
        return None


def _unknown(alias: str, plan: Plan) -> Iterator[str]:
    """A note for rows of apps that are gone. Raises BadInput for those of apps that are there."""
    installed = {config.label for config in apps.get_app_configs()} - plan.unmigrated
    newer = [node for node in plan.unknown if node[0] in installed]
    if newer:
        app = newer[0][0]
        raise BadInput(
            f"{alias!r} has applied {named(newer)}, which no file has: this code is older than the database, or of "
            f"another branch. Use the code that has it; or, where the file was removed on purpose, take it out of the "
            f"record: manage.py migrate --database {alias} --prune {app}"
        )
    if plan.unknown:
        yield f"Recorded as applied on {alias!r}, by apps that are not installed any more: {named(plan.unknown)}."


def _running(plan: Plan, app: str | None, migration: str | None) -> tuple[tuple[Migration, ...], list[str]]:
    """What is pending of what was asked for, with what it needs; our own tables first."""
    pending = {node_of(item): item for item in plan.pending}
    asked = _asked(plan.project, app, migration)
    ours = [node for node in _asked(plan.project, OURS, None) if node in pending]
    order = dict.fromkeys([*ours, *(node for node in pending if node in asked)])
    also = [node for node in ours if node not in asked]
    notes = [f"The tables of the ledger come first: {named(also)}."] if also else []
    return tuple(pending[node] for node in order), notes


def _asked(project: Project, app: str | None, migration: str | None) -> dict[Node, None]:
    """What was asked for and what it needs, in the order of the graph. Raises BadInput."""
    graph = project.loader.graph
    if app is None:
        return dict.fromkeys(file.key for file in project.plan)
    found = [file.key for file in project.find(app, migration)]
    if migration is not None and found[0] not in graph.nodes:
        raise BadInput(f"{'.'.join(found[0])} is replaced by a squashed migration, which runs instead. Name that one.")
    ends = found if migration is not None else [node for node in sorted(graph.leaf_nodes()) if node[0] == app]
    return dict.fromkeys(node for end in ends for node in graph.forwards_plan(end))


def named(nodes: Sequence[Node]) -> str:
    """Migrations as people write them; of many the first ones."""
    names = ", ".join(".".join(node) for node in nodes[:_NAMED])
    return f"{names} and {len(nodes) - _NAMED} more" if len(nodes) > _NAMED else names
