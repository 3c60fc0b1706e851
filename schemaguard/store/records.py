"""Runs as a whole, put together from their entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from schemaguard.histories import MigrationLine, RunRecord
from schemaguard.models import Run, RunStep
from schemaguard.runs import Entry, Event, Outcome, RunInfo
from schemaguard.store.entries import entry_of, run_info, to_text
from schemaguard.store.ledger import Ledger

#: Runs that are read at once, with their entries.
_CHUNK = 50

_OUTCOMES = {
    Event.STARTED: "open",
    Event.DONE: "done",
    Event.FAKED: "faked",
    Event.OBSERVED: "observed",
    Event.FAILED: "failed",
}


def records(
    ledger: Ledger, *, copies: bool = False, since: datetime | None = None, until: datetime | None = None
) -> Iterator[RunRecord]:
    """All runs of a database, the latest first, some at a time; or those that were copied from other ledgers.

    ``since`` and ``until``: only what began then. Clocks go backwards, so that an old time is no end.
    """
    begun = RunStep.objects.using(ledger.alias).filter(event=Event.BEGUN.value).order_by("-number")
    begun = begun.exclude(origin="") if copies else begun.filter(origin="")
    if since is not None:
        begun = begun.filter(run__begun_at__gte=to_text(since))
    if until is not None:
        begun = begun.filter(run__begun_at__lte=to_text(until))
    last: int | None = None
    while found := list(
        (begun if last is None else begun.filter(number__lt=last)).values_list("number", "run_id")[:_CHUNK]
    ):
        last = found[-1][0]
        yield from _records(ledger, found)


def one_run(ledger: Ledger, beginning: str) -> list[RunInfo]:
    """The runs whose id begins like this."""
    wanted = beginning.replace("-", "").lower()
    keys = (
        RunStep.objects.using(ledger.alias).filter(origin="", event=Event.BEGUN.value).values_list("run_id", flat=True)
    )
    rows = Run.objects.using(ledger.alias).in_bulk([key for key in keys if key.hex.startswith(wanted)])
    return [run_info(row) for row in rows.values()]


def record_of(ledger: Ledger, run: RunInfo) -> RunRecord:
    """One run."""
    rows = RunStep.objects.using(ledger.alias).filter(run_id=UUID(run.id), event=Event.BEGUN.value)
    (record,) = _records(ledger, [(rows.values_list("number", flat=True)[0], UUID(run.id))])
    return record


def _records(ledger: Ledger, begun: Sequence[tuple[int, UUID]]) -> Iterator[RunRecord]:
    keys = [run for _, run in begun]
    runs = Run.objects.using(ledger.alias).in_bulk(keys)
    rows = RunStep.objects.using(ledger.alias).filter(run_id__in=keys).exclude(event=Event.OPERATION.value)
    entries: dict[UUID, list[RunStep]] = {key: [] for key in keys}
    for row in rows.defer("source", "sql").order_by("number"):
        entries[row.run_id].append(row)
    for number, key in begun:
        if key in runs:
            info = run_info(runs[key])
            yield _record(number, info, [entry_of(row, info) for row in entries.pop(key)])


def _record(number: int, info: RunInfo, entries: Sequence[Entry]) -> RunRecord:
    migrations: dict[tuple[str, str, bool], MigrationLine] = {}
    record = RunRecord(info, number, Outcome.OPEN)
    approvals = []
    for entry in entries:
        what = entry.what
        if what.event in _OUTCOMES:
            key = (what.app, what.migration, what.backwards)
            migrations[key] = _line(entry, migrations.get(key))
        elif what.event in (Event.APPROVED, Event.WITHDRAWN):
            name = f"{what.app}.{what.migration}" if what.app else f"plan {what.digest[:12]}"
            approvals.append(name if what.event is Event.APPROVED else f"{name} (withdrawn)")
        elif what.event is Event.ENDED:
            record = replace(record, outcome=_outcome(what.outcome), ended_at=entry.at, error=what.error)
    return replace(record, migrations=tuple(migrations.values()), approvals=tuple(approvals))


def _line(entry: Entry, before: MigrationLine | None) -> MigrationLine:
    """What is known of a migration after this entry."""
    what = entry.what
    outcome = _OUTCOMES[what.event]
    if what.event is Event.FAILED and what.outcome == Outcome.STOPPED:
        outcome = Outcome.STOPPED.value
    return MigrationLine(
        what.app,
        what.migration,
        what.backwards,
        outcome,
        seconds=what.seconds,
        lock_seconds=what.lock_seconds,
        digest=what.digest or (before.digest if before else ""),
        reason=what.reason or (before.reason if before else ""),
        ticket=what.ticket or (before.ticket if before else ""),
        error=what.error,
    )


def _outcome(word: str) -> Outcome:
    try:
        return Outcome(word)
    except ValueError:
        return Outcome.FAILED
