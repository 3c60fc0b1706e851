"""Drops and additions that may be one object under another name. Proposed, never assumed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemaguard.schema.changes import Change, Owner
from schemaguard.schema.kinds import shape
from schemaguard.schema.objects import Column, SchemaObject, Table


class Rename(NamedTuple):
    """Two objects of the same shape: one is on the left only, one on the right only."""

    type: str
    left: str
    right: str


def possible_renames(changes: Sequence[Change]) -> tuple[Rename, ...]:
    """Pairs of a drop and an addition that nothing but the name tells apart, where no other pair is as likely."""
    dropped, added = _grouped(changes, "drop"), _grouped(changes, "add")
    found: list[Rename] = []
    for key, left in dropped.items():
        for old, new in _pairs(left, added.get(key, [])):
            found.append(Rename(old.type, old.object, new.object))
    return tuple(sorted(found))


def _grouped(changes: Iterable[Change], action: str) -> dict[object, list[Change]]:
    groups: dict[object, list[Change]] = defaultdict(list)
    for change in changes:
        if change.action == action:
            groups[change.type, change.owner or Owner("", ""), _nameless(change.subject)].append(change)
    return groups


def _nameless(item: SchemaObject) -> SchemaObject:
    if isinstance(item, Table):
        # Constraints and indexes carry the table's name in theirs: the columns tell.
        return tuple(shape(column) for column in item.columns)
    nameless = shape(item)._replace(name="")
    return nameless._replace(auto_named=False) if hasattr(item, "auto_named") else nameless


def _pairs(left: list[Change], right: list[Change]) -> list[tuple[Change, Change]]:
    """The only pair; of several columns of one shape, those that stand in the same place."""
    if len(left) == len(right) == 1:
        return [(left[0], right[0])]
    places = {_place(new): new for new in right}
    return [(old, places[_place(old)]) for old in left if _place(old) and _place(old) in places]


def _place(change: Change) -> int:
    return change.subject.position if isinstance(change.subject, Column) else 0


def describe(rename: Rename) -> str:
    """The proposal in words."""
    same = "the columns are the same" if rename.type == "table" else "all else is the same"
    return f"{rename.type.replace('_', ' ')} {rename.left} may have been renamed to {rename.right}: {same}."
