"""A migration that ran has no file any more.

When: ``django_migrations`` lists a migration of an app, and no file of that name, nor a squash that
replaces it, exists; or with ``--since``, a file that existed at that commit is gone.

Effect: nobody can roll it back, a new database never gets what it did, and a new migration of the
same name would be taken for applied.

Way out: bring the file back from version control. If it was squashed, keep the file until every
database has the squash, and name it in ``replaces``.

Source: Django documentation, "Squashing migrations".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.findings import Location
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.history import History


@rule("SG603", on=History, severity=Severity.ERROR, axis=Axis.HISTORY)
def check(history: History) -> Iterator[tuple[Location, Hit]]:
    known = set(history.project.files) | history.project.replaced
    migrated = {app for app, _ in history.project.files}
    for alias, applied in history.applied.items():
        for app, name in applied:
            if app in history.apps & migrated and (app, name) not in known:
                yield Location(app, name), Hit(f"{name} is applied on {alias!r}, but has no file.", subject=name)
    for app, name in history.deleted:
        if (app, name) not in known:
            yield Location(app, name), Hit(f"The file of {name} was deleted.", subject=name)
