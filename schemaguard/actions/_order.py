"""Several plans as one: the order in which migrations of several databases run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge

from django.db.migrations import Migration

from schemaguard.steps.loader import Node


def side_by_side(plans: Mapping[str, Sequence[Migration]]) -> Iterator[tuple[str, Migration]]:
    """Several plans as one: a migration runs on every database before the next one of the graph does on any."""
    places: dict[Node, int] = {}
    for plan in plans.values():
        for migration in plan:
            places.setdefault((migration.app_label, migration.name), len(places))
    yield from (
        (alias, migration) for _, _, alias, migration in merge(*_placed(plans, places), key=lambda row: row[:2])
    )


def _placed(
    plans: Mapping[str, Sequence[Migration]], places: Mapping[Node, int]
) -> Iterator[list[tuple[int, int, str, Migration]]]:
    for number, (alias, plan) in enumerate(plans.items()):
        rows, latest = [], 0
        for migration in plan:
            # Graphs differ where a squash is used on one database only: the order of each plan is kept.
            latest = max(latest, places[migration.app_label, migration.name])
            rows.append((latest, number, alias, migration))
        yield rows
