"""Differences under the object that they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from schemaguard.reports import Difference
from schemaguard.schema.kinds import full_name


class Group(NamedTuple):
    """A table, a view … with all that differs in it."""

    #: Empty for the history of migrations, and for databases that one side lacks.
    kind: str
    name: str
    #: The difference of the object itself, which may be the only one.
    itself: Difference | None
    parts: tuple[Difference, ...]


def grouped(differences: Iterable[Difference]) -> list[Group]:
    """Groups in the order in which their first difference comes."""
    groups: dict[tuple[str, str], list[Difference]] = {}
    for difference in differences:
        groups.setdefault(_key(difference), []).append(difference)
    return [_group(kind, name, items) for (kind, name), items in groups.items()]


def _key(difference: Difference) -> tuple[str, str]:
    change = difference.change
    if change is None:
        return "", "databases" if difference.kind.endswith("_database") else "migrations"
    if change.owner:
        return change.owner.kind, full_name(change.owner)
    return change.type, difference.object


def _group(kind: str, name: str, items: list[Difference]) -> Group:
    itself = next((item for item in items if item.change and not item.change.owner), None)
    return Group(kind, name, itself, tuple(item for item in items if item is not itself))
