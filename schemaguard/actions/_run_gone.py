"""Half-applied migrations whose files are gone: nothing can go on with them, and nothing takes them back."""

from __future__ import annotations

import re
from collections.abc import Callable

from schemaguard import store
from schemaguard.actions._plans import Plan
from schemaguard.actions._run_half import Half, half_of
from schemaguard.databases.registry import database
from schemaguard.runs import Entry, Event
from schemaguard.steps.loader import Node

#: In the text of a migration: it does not run in one transaction.
_APART = re.compile(r"^\s*atomic\s*(?::[^=\n]*)?=\s*False\b", re.MULTILINE)


def gone_halves(ledger: store.Ledger, plan: Plan, vendor: str) -> dict[Node, Half]:
    """Those that the ledger knows, by name."""
    project, found = plan.project, {}
    for app, name in store.begun(ledger):
        if (app, name) not in project.files and (app, name) not in project.replaced:
            entries = list(ledger.entries(app=app, migration=name))
            half = half_of(entries, 0)
            if half is not None and _may_be_left(half, entries, vendor):
                found[app, name] = half
    return found


def _may_be_left(half: Half, entries: list[Entry], vendor: str) -> bool:
    """Whether something of it may be there: what runs in one transaction leaves nothing."""
    if half.reached or half.statements or not database(vendor).transactional_ddl:
        return True
    texts = [entry.what.source for entry in entries if entry.what.event is Event.STARTED]
    return bool(_APART.search(texts[-1]))


def remedy(half: Half) -> str:
    """What can be done about it."""
    return (
        "Bring the file back as it was: then apply goes on where it stopped, and rollback takes back what has run. "
        f"The ledger has its text: manage.py schemaguard history --run {half.run[:8]} --format json"
    )


def sentences(alias: str, plan: Callable[[], Plan], vendor: str) -> list[str]:
    """One for each, with what can be done. ``plan`` is only asked where something did not get to its end."""
    ledger = store.Ledger.of(alias)
    found = gone_halves(ledger, plan(), vendor) if ledger is not None and store.begun(ledger) else {}
    return [
        f"{'.'.join(node)} is half applied on {alias!r}, and its file is gone. {remedy(half)}"
        for node, half in found.items()
    ]
