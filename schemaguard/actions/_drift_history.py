"""Drift in the record of migrations: what is recorded and not there, there and not recorded, unknown, or edited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.apps import apps

from schemaguard.actions._drift_deeds import things
from schemaguard.actions._drift_origins import Missing, Origins
from schemaguard.actions._plans import Plan, node_of
from schemaguard.reports import Difference
from schemaguard.schema.changes import Change
from schemaguard.schema.compare import compare
from schemaguard.schema.kinds import HOLDERS, HOLDS, TOP, bare, shape
from schemaguard.schema.objects import SchemaObject
from schemaguard.schema.snapshot import SchemaSnapshot, key, key_of
from schemaguard.schema.weights import Weight
from schemaguard.steps.loader import Node

RECORDER = "recorder"


@dataclass(frozen=True)
class History:
    """One database beside the migrations that it says it has applied."""

    plan: Plan
    origins: Origins
    expected: SchemaSnapshot
    live: SchemaSnapshot
    changes: tuple[Change, ...]
    #: The schemas after each pending migration.
    later: Sequence[tuple[Node, SchemaSnapshot]] = ()
    #: What the files were when they were applied, as far as the ledger knows.
    digests: Mapping[Node, str] = field(default_factory=dict)

    def differences(self) -> Iterator[Difference]:
        """Every difference in the record, each kind together."""
        yield from map(_unknown, self.plan.unknown)
        yield from map(_edited, self.edited)
        yield from map(_unmade, self.unmade)
        yield from map(_unrecorded, self.unrecorded)

    @cached_property
    def edited(self) -> tuple[Node, ...]:
        """Applied migrations whose files have done something else since."""
        files = self.plan.project.files
        applied = (node_of(migration) for migration in self.plan.done)
        known = ((node, self.digests[node]) for node in applied if node in self.digests and files[node].text)
        return tuple(node for node, digest in known if digest != files[node].digest)

    @cached_property
    def unmade(self) -> Mapping[Node, frozenset[Change]]:
        """Recorded migrations of which nothing is there, and the differences that come from it."""
        if not self.changes:
            return {}
        missing = Missing(self.expected, self.changes)
        found: dict[Node, frozenset[Change]] = {}
        for migration in self.plan.done:
            work = self.origins.deeds[node_of(migration)]
            if missing.all_undone(work):
                about = {deed.thing for deed in work}
                found[node_of(migration)] = frozenset(c for c in self.changes if about.intersection(things(c)))
        return found

    @cached_property
    def unrecorded(self) -> Mapping[Node, frozenset[Change]]:
        """Pending migrations whose work is there already, all of it, and the differences that come from it."""
        found: dict[Node, frozenset[Change]] = {}
        before = self.expected
        for number, (node, after) in enumerate(self.later):
            effect = compare(before, after)
            states = [snapshot for _, snapshot in self.later[number:]]
            if effect and all(_is_there(change, before, states, self.live) for change in effect):
                about = {(change.type, change.object) for change in effect}
                found[node] = frozenset(c for c in self.changes if (c.type, c.object) in about)
            before = after
        return found

    def explains(self, change: Change) -> Node | None:
        """The migration whose record is wrong, where that is why something differs."""
        for found in (self.unrecorded, self.unmade):
            for node, changes in found.items():
                if change in changes:
                    return node
        return None


def _is_there(change: Change, before: SchemaSnapshot, states: Iterable[SchemaSnapshot], live: SchemaSnapshot) -> bool:
    """Whether the live object is what a migration made of it, or one after it, and no longer what it was."""
    look = _finder(change)
    now = look(live)
    return now != look(before) and any(now == look(state) for state in states)


def _finder(change: Change) -> Callable[[SchemaSnapshot], object]:
    """A function that finds what a change is about in a snapshot, without what means nothing."""
    subject, owner = change.subject, change.owner
    if owner is None:
        wanted = key_of(subject)
        only_itself = change.action == "alter"
        return lambda snapshot: _meaning(snapshot.by_key().get(wanted), only_itself)
    place, nameless = key(owner.kind, owner.name, owner.schema), getattr(subject, "auto_named", False)
    holder = next(name for name in HOLDERS[TOP[owner.kind]] if HOLDS[name] == change.type)

    def look(snapshot: SchemaSnapshot) -> object:
        parts = getattr(snapshot.by_key().get(place), holder, ())
        if nameless:
            return shape(subject) in map(shape, parts)
        return next((shape(part) for part in parts if part.name == subject.name), None)

    return look


def _meaning(item: SchemaObject | None, only_itself: bool) -> object:
    if item is None:
        return None
    if only_itself:
        return bare(item)
    return bare(item), *(frozenset(map(shape, getattr(item, holder))) for holder in HOLDERS[type(item)])


def _unknown(node: Node) -> Difference:
    installed = any(config.label == node[0] for config in apps.get_app_configs())
    if installed:
        weight, detail = Weight.WARNING, "recorded as applied, but there is no such file"
        effect = (
            "The code here is older than the database, or the file was deleted. What it did to the schema "
            "cannot be expected, so some of the differences may come from it."
        )
    else:
        weight, detail = Weight.INFO, "recorded as applied, but its app is not installed"
        effect = "The app was removed, and its rows were left. Its tables, if they are there, are not expected."
    return Difference("unknown_migration", ".".join(node), weight, detail, effect, RECORDER)


def _edited(node: Node) -> Difference:
    return Difference(
        "edited_migration",
        ".".join(node),
        Weight.WARNING,
        "its file does something else than when it was applied",
        "Other databases get another schema from it than this one has. Put the file back, and write a new migration.",
        "migrations",
    )


def _unmade(node: Node) -> Difference:
    return Difference(
        "unmade_migration",
        ".".join(node),
        Weight.ERROR,
        "recorded as applied, but nothing of what it does is there",
        "It was recorded with --fake, or its work was taken back by hand. Code that needs it fails, and migrate will "
        "not run it again. If it was never run, delete its row from django_migrations and migrate.",
        RECORDER,
    )


def _unrecorded(node: Node) -> Difference:
    return Difference(
        "unrecorded_migration",
        ".".join(node),
        Weight.ERROR,
        "not recorded as applied, but all that it does is there",
        "The next migrate runs it again and fails, or changes rows twice. If it did run here, record it: "
        f"manage.py migrate --fake {node[0]} {node[1]}",
        RECORDER,
    )
