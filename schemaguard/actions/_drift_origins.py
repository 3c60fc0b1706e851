"""Which migration makes, or takes away, an object: found in the statements that migrations stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from schemaguard.actions._drift_deeds import Deed, Thing, deeds, things
from schemaguard.actions._plans import Plan, node_of
from schemaguard.databases.base import Database
from schemaguard.schema.changes import Change, Owner
from schemaguard.schema.kinds import HOLDERS, kind_of
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.steps.loader import Node
from schemaguard.steps.step import Context
from schemaguard.steps.walk import Course, Walk
from schemaguard.target import Target


@dataclass(frozen=True)
class Origins:
    """What the migrations of one database do to objects, in order."""

    alias: str
    plan: Plan
    database: Database
    target: Target

    @cached_property
    def deeds(self) -> Mapping[Node, tuple[Deed, ...]]:
        """What each migration does, read without running it. What cannot be read is not there."""
        course = Course(self.target, self.database, (self.alias,))
        walk = Walk([course], self.plan.project.empty_state(), context=Context())
        return {
            steps.file.key: tuple(deed for _, statement in steps.statements() for deed in deeds(statement))
            for steps in walk.migrations(self.plan.project.plan)
        }

    @cached_property
    def _by_thing(self) -> Mapping[Thing, list[Node]]:
        found: dict[Thing, list[Node]] = defaultdict(list)
        for node, all_deeds in self.deeds.items():
            for deed in all_deeds:
                if deed.verb == "rename":
                    _rename(found, deed.thing)
                else:
                    found[deed.thing].append(node)
        return found

    def of(self, change: Change) -> Node | None:
        """The migration behind an object that differs: the last applied one, else the first that will touch it."""
        applied = {node_of(migration) for migration in self.plan.done}
        for thing in things(change):
            if nodes := self._by_thing.get(thing):
                return next((node for node in reversed(nodes) if node in applied), nodes[0])
        return None

    def app_of(self, change: Change) -> str:
        """The app that an object belongs to, by its table; else by the beginning of its name."""
        table = change.owner.name if change.owner is not None else change.subject.name
        if nodes := self._by_thing.get(("table", table)):
            return nodes[-1][0]
        return str(table.partition("_")[0])


def _rename(found: dict[Thing, list[Node]], thing: Thing) -> None:
    """What was known of an object under its old name is true of it under the new one."""
    *old, new = thing
    for known in list(found):
        if old[0] == "table" and len(known) > 2 and known[1] == old[1]:
            found[known[0], new, *known[2:]] += found[known]
        elif known == tuple(old):
            found[*old[:-1], new] += found[known]


class Missing:
    """What differs between the expected schema and the live one, to ask whether a migration's work is there."""

    def __init__(self, expected: SchemaSnapshot, changes: Iterable[Change]) -> None:
        self.expected = frozenset(_all_things(expected))
        self.lacking: set[Thing] = set()
        self.surplus: set[Thing] = set()
        self.altered: dict[Thing, frozenset[str]] = {}
        for change in changes:
            found = set(things(change))
            if change.action == "drop":
                self.lacking |= found
            elif change.action == "add":
                self.surplus |= found
            else:
                self.altered |= dict.fromkeys(found, frozenset(change.fields()))

    def all_undone(self, work: Iterable[Deed]) -> bool:
        """Whether the live database looks as if none of this had been done. False where nothing can be told."""
        found = [undone for deed in work if (undone := self._undone(deed)) is not None]
        return bool(found) and all(found)

    def _undone(self, deed: Deed) -> bool | None:
        """None where it cannot be told, because later migrations changed the same again."""
        thing = deed.thing
        if deed.verb == "unmake":
            return None if thing in self.expected else thing in self.surplus
        if deed.verb not in ("make", "change") or thing not in self.expected:
            return None
        if thing in self.lacking or ("table", thing[1]) in self.lacking:
            return True
        if deed.verb == "make":
            return False
        fields = self.altered.get(thing, frozenset())
        return bool(fields & deed.fields) if deed.fields else bool(fields)


def _all_things(snapshot: SchemaSnapshot) -> Iterator[Thing]:
    for item in snapshot.objects:
        yield from things(Change("drop", before=item))
        owner = Owner(kind_of(item), item.name, getattr(item, "schema", ""))
        for holder in HOLDERS[type(item)]:
            for part in getattr(item, holder):
                yield from things(Change("drop", before=part, owner=owner))
