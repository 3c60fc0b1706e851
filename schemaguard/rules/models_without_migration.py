"""Models changed without a migration.

When: ``makemigrations`` would write something for an app.

Effect: the code expects columns or tables that no database gets. Queries fail once it is deployed.

Way out: write the migration::

    python manage.py schemaguard make shop --reason "..."

Source: Django documentation, ``makemigrations --check``.
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.findings import Location
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.history import History


@rule("SG605", on=History, severity=Severity.ERROR, axis=Axis.HISTORY)
def check(history: History) -> Iterator[tuple[Location, Hit]]:
    for change in history.changes:
        shown = "; ".join(change.operations[:3]) + ("; …" if len(change.operations) > 3 else "")
        remedy = f'Write the migration:\n\n    python manage.py schemaguard make {change.app} --reason "..."'
        message = f"Models differ from the migrations: {shown}."
        yield Location(change.app), Hit(message, subject=shown, remedy=remedy)
