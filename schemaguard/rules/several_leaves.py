"""An app has several last migrations.

When: two branches each added a migration after the same one, and nobody merged them.

Effect: ``migrate`` and ``makemigrations`` refuse to run. The deploy stops.

Way out: look whether the two touch the same tables, then merge them::

    python manage.py schemaguard make shop --merge --reason "..."

Or let one depend on the other: edit the ``dependencies`` of the one that is not released yet.

Source: Django documentation, "Version control" under "Migrations".
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.findings import Location
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.history import History


@rule("SG601", on=History, severity=Severity.ERROR, axis=Axis.HISTORY)
def check(history: History) -> Iterator[tuple[Location, Hit]]:
    for app, leaves in history.project.leaves().items():
        if app in history.apps and len(leaves) > 1:
            yield (
                Location(app),
                Hit(f"{app} has several last migrations: {', '.join(leaves)}.", subject=" ".join(leaves)),
            )
