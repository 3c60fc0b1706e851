"""Where migrations go on that were interrupted, asked before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.migrations import Migration

from schemaguard import store
from schemaguard.actions._run_gone import remedy
from schemaguard.actions._run_half import Half, half_of, unrecorded
from schemaguard.actions._run_live import Live
from schemaguard.exceptions import BadInput
from schemaguard.runs import Entry, Event
from schemaguard.steps.source import MigrationFile


def half_for(live: Live, file: MigrationFile, *, backwards: bool) -> Half | None:
    """What was done of a migration that is to run now; None: it begins at its beginning. Raises BadInput."""
    if live.in_one_piece(file.migration):
        return None
    if live.journal.waiting:
        return unrecorded(len(file.migration.operations), backwards=backwards)
    ledger = store.Ledger.of(live.alias)
    if ledger is None:
        return None
    entries = list(ledger.entries(app=file.app, migration=file.name))
    half = half_of(entries, len(file.migration.operations))
    if half is not None:
        _require_same(file, half, live, entries)
    return half


def require_resumable(live: Live, migrations: Sequence[Migration], *, backwards: bool) -> None:
    """Raises BadInput where one was interrupted, and is another one by now."""
    for migration in migrations:
        half_for(live, live.plan.project.files[migration.app_label, migration.name], backwards=backwards)


def _require_same(file: MigrationFile, half: Half, live: Live, entries: Iterable[Entry]) -> None:
    """Who mends the operation that failed goes on; who changes what has run already does not."""
    if half.digest == file.digest:
        return
    known = _as_run(entries)
    count = len(file.migration.operations)
    for number in range(half.reached):
        if number >= count or known.get(number) not in ("", None, file.operation_digest(number)):
            raise BadInput(
                f"{file.app}.{file.name} was changed after operation {number} of it had run on {live.alias!r}. "
                f"{remedy(half)}"
            )


def _as_run(entries: Iterable[Entry]) -> dict[int, str]:
    """How each operation was written when it ran, by its number."""
    found: dict[int, str] = {}
    for entry in entries:
        what = entry.what
        if what.event is Event.OPERATION and what.operation is not None and what.statement is None:
            found[what.operation] = str(what.details.get("written") or "")
    return found
