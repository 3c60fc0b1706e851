"""A database has applied some of the migrations that a squash replaces, and not all.

When: ``django_migrations`` lists a part of ``replaces``.

Effect: Django uses the old files there as long as they exist. Once they are deleted, the squash
counts as not applied, and running it fails on tables that exist already.

Way out: bring that database up to the last replaced migration before the old files are deleted.

Source: Django documentation, "Squashing migrations".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.findings import Location
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.history import History


@rule("SG607", on=History, severity=Severity.WARNING, axis=Axis.HISTORY)
def check(history: History) -> Iterator[tuple[Location, Hit]]:
    for file in history.files():
        replaces = set(file.migration.replaces)
        for alias, applied in history.applied.items():
            done = replaces & set(applied)
            if done and done != replaces and file.key not in applied:
                count = f"{len(done)} of {len(replaces)}"
                where = Location(file.app, file.name, path=file.display_path, line=file.class_line)
                yield where, Hit(f"{alias!r} has applied {count} migrations that it replaces.", subject=alias)
