"""What the ledger of a database says about runs as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.models import Run, RunStep
from schemaguard.runs import Entry, Event, Outcome, RunInfo
from schemaguard.store.entries import run_info
from schemaguard.store.ledger import Ledger, Node

_CHUNK = 200


def runs(ledger: Ledger) -> Iterator[RunInfo]:
    """The runs of this database, the latest first; copies from other ledgers are left out."""
    own = RunStep.objects.using(ledger.alias).filter(origin="", event=Event.BEGUN.value)
    last = None
    while True:
        part = own if last is None else own.filter(number__lt=last)
        rows = list(part.order_by("-number").values_list("number", "run_id")[:_CHUNK])
        if not rows:
            return
        last = rows[-1][0]
        found = {run.pk: run for run in Run.objects.using(ledger.alias).filter(pk__in=[run for _, run in rows])}
        yield from (run_info(found[run]) for _, run in rows if run in found)


def applied_by(ledger: Ledger) -> dict[Node, str]:
    """The run that applied each migration last, by its id."""
    rows = RunStep.objects.using(ledger.alias).filter(
        origin="", backwards=False, event__in=[Event.DONE.value, Event.FAKED.value]
    )
    found: dict[Node, str] = {}
    for app, migration, run in rows.order_by("number").values_list("app", "migration", "run_id").iterator():
        found[app, migration] = run.hex
    return found


def begun(ledger: Ledger) -> list[Node]:
    """Migrations that were started, whichever way, and have not got to their end since."""
    events = (Event.STARTED, Event.DONE, Event.FAKED, Event.OBSERVED)
    rows = RunStep.objects.using(ledger.alias).filter(origin="", event__in=[event.value for event in events])
    last = {
        (app, migration): event
        for app, migration, event in rows.order_by("number").values_list("app", "migration", "event").iterator()
    }
    return [node for node, event in last.items() if event == Event.STARTED]


def unfinished(ledger: Ledger) -> frozenset[Node]:
    """What the last ``apply`` has done that did not get to its end, with those before it that did not either.

    The next one goes on with the same release: what these have made is as new as before.
    """
    return frozenset(entry.node for _, entries in _interrupted(ledger, "apply") for entry in entries if entry.what.app)


def interrupted(ledger: Ledger, command: str = "apply") -> RunInfo | None:
    """The last run of this command, if it did not get to its end and nothing else came after it."""
    return next((run for run, _ in _interrupted(ledger, command)), None)


def beginnings(ledger: Ledger, command: str) -> list[Entry]:
    """The first entries of the latest runs of this command that did not get to their end, the last run first."""
    found = _interrupted(ledger, command)
    return [entry for _, entries in found for entry in entries if entry.what.event is Event.BEGUN]


def _interrupted(ledger: Ledger, command: str) -> Iterator[tuple[RunInfo, list[Entry]]]:
    """The latest runs that did not get to their end, with what they have done."""
    for run in runs(ledger):
        if run.command == command:
            events = (Event.BEGUN, Event.DONE, Event.OPERATION, Event.ENDED)
            entries = list(ledger.entries(run=run.id, events=events, texts=False))
            if any(entry.what.event is Event.ENDED and entry.what.outcome == Outcome.DONE for entry in entries):
                return
            yield run, entries
        elif run.command not in ("observe", "approve"):
            return
