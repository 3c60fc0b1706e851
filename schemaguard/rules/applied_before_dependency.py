"""A migration is applied, and one that it depends on is not.

When: ``django_migrations`` of a database lists a migration without one of its dependencies.

Effect: ``migrate`` stops with InconsistentMigrationHistory. What the dependency does never ran, or
ran without being recorded.

Way out: find out which. If its changes are there, record it (``migrate APP NAME --fake``). If not,
a migration was inserted before a released one: let it depend on the released one instead.

Source: Django documentation, "InconsistentMigrationHistory"; ``MigrationLoader.check_consistent_history``.
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.findings import Location
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.history import History


@rule("SG604", on=History, severity=Severity.ERROR, axis=Axis.HISTORY)
def check(history: History) -> Iterator[tuple[Location, Hit]]:
    for alias, applied in history.applied.items():
        done = history.project.with_squashes(applied)
        for file in history.project.plan:
            if file.app not in history.apps or file.key not in done:
                continue
            for parent in history.project.parents(file.key):
                if parent not in done:
                    where = Location(file.app, file.name, path=file.display_path, line=file.class_line)
                    name = ".".join(parent)
                    yield where, Hit(f"It is applied on {alias!r}, and {name}, which it needs, is not.", subject=name)
