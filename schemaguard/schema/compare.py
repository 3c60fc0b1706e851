"""What differs between two snapshots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemaguard.schema.changes import Change, Owner
from schemaguard.schema.gaps import Blindness
from schemaguard.schema.kinds import HOLDERS, bare, full_name, kind_of, shape
from schemaguard.schema.objects import SchemaObject, Table
from schemaguard.schema.snapshot import SchemaSnapshot


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two snapshots side by side."""

    changes: tuple[Change, ...] = ()
    #: Differences that may be none, because one side could not read all.
    unknown: tuple[Change, ...] = ()
    #: Tables whose columns stand in another order.
    orders: tuple[str, ...] = ()
    #: Parts that differ only in a name nobody chose: "table.name", on the left and on the right.
    names: tuple[tuple[str, str], ...] = ()
    #: What is no difference, but good to know: its name, on the left and on the right.
    about: tuple[tuple[str, str, str], ...] = ()


def compare(before: SchemaSnapshot, after: SchemaSnapshot) -> tuple[Change, ...]:
    """The changes that lead from one snapshot to the other, in the order of their objects."""
    return compare_fully(before, after).changes


def compare_fully(before: SchemaSnapshot, after: SchemaSnapshot) -> Comparison:
    """The changes, with what is unknown and what means nothing told apart."""
    found = _Finder()
    old, new = before.by_key(), after.by_key()
    for key in sorted(old.keys() | new.keys()):
        found.one(old.get(key), new.get(key))
    blindness = Blindness(before.gaps, after.gaps)
    return Comparison(
        changes=tuple(change for change in found.changes if not blindness.hides(change)),
        unknown=tuple(change for change in found.changes if blindness.hides(change)),
        orders=tuple(found.orders),
        names=tuple(found.names),
        about=tuple(_about(before, after)),
    )


def _about(before: SchemaSnapshot, after: SchemaSnapshot) -> Iterator[tuple[str, str, str]]:
    old, new = dict(before.about), dict(after.about)
    for name in sorted(old.keys() | new.keys()):
        if old.get(name, "") != new.get(name, ""):
            yield name, old.get(name, ""), new.get(name, "")


class _Finder:
    """Collects changes of one object after the other."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.orders: list[str] = []
        self.names: list[tuple[str, str]] = []

    def one(self, old: SchemaObject | None, new: SchemaObject | None) -> None:
        """Compare an object that stands alone."""
        if old == new:
            return
        if old is None or new is None:
            self.changes.append(_change(old, new))
            return
        if bare(old) != bare(new):
            self.changes.append(_change(bare(old), bare(new)))
        owner = Owner(kind_of(new), new.name, getattr(new, "schema", ""))
        for holder in HOLDERS[type(new)]:
            left, right = getattr(old, holder), getattr(new, holder)
            if left != right:
                self.parts(owner, left, right)
        if isinstance(new, Table) and _reordered(old, new):
            self.orders.append(full_name(new))

    def parts(self, owner: Owner, left: Iterable[SchemaObject], right: Iterable[SchemaObject]) -> None:
        """Compare the parts of one kind. Those that mean the same make a pair first, then those of one name."""
        right, unmatched = list(right), []
        by_shape = defaultdict(list)
        for item in right:
            by_shape[shape(item)].append(item)
        for item in left:
            twins = by_shape[shape(item)]
            if twins:
                # The twin of the same name, so that duplicates do not swap their names.
                twin = next((twin for twin in twins if twin.name == item.name), twins[0])
                twins.remove(twin)
                if twin.name != item.name:
                    self.names.append((f"{full_name(owner)}.{item.name}", f"{full_name(owner)}.{twin.name}"))
            else:
                unmatched.append(item)
        self.differing(owner, unmatched, [item for items in by_shape.values() for item in items])

    def differing(self, owner: Owner, left: list[SchemaObject], right: list[SchemaObject]) -> None:
        """Parts without a twin: altered where the name is on both sides."""
        old, new = _numbered(left), _numbered(right)
        self.changes += (_change(old.get(name), new.get(name), owner) for name in sorted(old.keys() | new.keys()))


def _numbered(parts: list[SchemaObject]) -> dict[tuple[str, int], SchemaObject]:
    """Parts by name. Some databases allow a name twice: then they are told apart by their order."""
    seen: dict[str, int] = defaultdict(int)
    found = {}
    for part in sorted(parts):
        found[part.name, seen[part.name]] = part
        seen[part.name] += 1
    return found


def _change(old: SchemaObject | None, new: SchemaObject | None, owner: Owner | None = None) -> Change:
    action = "add" if old is None else "drop" if new is None else "alter"
    return Change(action, before=old, after=new, owner=owner)


def _reordered(old: Table, new: Table) -> bool:
    """Whether the columns that both have stand in another order."""
    left, right = [column.name for column in old.columns], [column.name for column in new.columns]
    if left == right:
        return False
    common = set(left) & set(right)
    return [name for name in left if name in common] != [name for name in right if name in common]
