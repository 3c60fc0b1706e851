"""``history``: what ran on the databases of this project, and whether their ledgers are as they were written."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from django.db import DatabaseError, InterfaceError, connections

from schemaguard import store
from schemaguard.actions import _history_filters, _places
from schemaguard.actions._history_filters import Filters
from schemaguard.conf import Settings, load, nearest
from schemaguard.databases.connections import reason
from schemaguard.exceptions import BadInput
from schemaguard.histories import HistoryReport, Problem, RunRecord, Verified, VerifyReport
from schemaguard.runs import Entry

_EXPECT = re.compile(r"(?:(?P<alias>[^:]+):)?\s*(?P<number>\d+) (?P<digits>[0-9a-f]{8,64})")


@dataclass(frozen=True, slots=True)
class Request:
    """What to show."""

    filters: Filters = field(default_factory=Filters)
    databases: tuple[str, ...] = ()
    #: The beginning of the id of one run, which is shown with all its entries.
    run: str = ""
    limit: int | None = None


def history(request: Request, settings: Settings | None = None) -> HistoryReport:
    """Runs, the latest first. Raises BadInput."""
    settings = settings or load()
    ledgers, notes = _ledgers(request.databases)
    if request.run:
        return _one(settings, ledgers, request.run, notes)
    return HistoryReport(
        settings.environment, _Runs(ledgers, request.filters, request.limit, settings), notes=tuple(notes)
    )


def verify(databases: tuple[str, ...], expected: Iterable[str] = (), settings: Settings | None = None) -> VerifyReport:
    """Read every entry of every ledger. Raises BadInput where that cannot be done."""
    settings = settings or load()
    ledgers, notes = _ledgers(databases, must=True)
    gone = [alias for alias in _aliases(databases) if alias not in {one.alias for one in ledgers} and _had_one(alias)]
    if not ledgers and not gone:
        raise BadInput(notes[0] if notes else "There is no database.")
    wanted = _expected(tuple(expected), [ledger.alias for ledger in ledgers])
    found = [_verified(ledger, wanted.get(ledger.alias)) for ledger in ledgers]
    missing = "The tables of the ledger are gone, although django_migrations says that they were made."
    found += [Verified(alias, 0, "", (Problem("truncated", missing),), found=1) for alias in gone]
    return VerifyReport(
        settings.environment, tuple(found), tuple(note for note in notes if not gone or note not in notes)
    )


@dataclass(frozen=True)
class _Runs:
    """Read anew each time they are shown."""

    ledgers: list[store.Ledger]
    filters: Filters
    limit: int | None
    settings: Settings

    def __iter__(self) -> Iterator[RunRecord]:
        merged = heapq.merge(
            *map(store.records, self.ledgers),
            *self._copies(),
            key=lambda record: (record.info.begun_at, record.number),
            reverse=True,
        )
        return islice(_history_filters.chosen(merged, self.filters), self.limit)

    def _copies(self) -> Iterator[Iterator[RunRecord]]:
        """Of runs elsewhere, where the central ledger is among these."""
        shown = {(self.settings.environment, ledger.alias) for ledger in self.ledgers}
        for ledger in self.ledgers:
            if ledger.alias == self.settings.central_ledger:
                found = store.records(ledger, copies=True)
                yield (record for record in found if (record.info.environment, record.info.database) not in shown)


def _one(settings: Settings, ledgers: list[store.Ledger], beginning: str, notes: list[str]) -> HistoryReport:
    found = [(ledger, run) for ledger in ledgers for run in store.one_run(ledger, beginning)]
    if len({run.id for _, run in found}) != 1:
        raise BadInput(
            f"{len(found) or 'None'} of the runs begin with {beginning!r}. See their ids: manage.py schemaguard history"
        )
    ledger, run = found[0]
    record = store.record_of(ledger, run)
    return HistoryReport(settings.environment, (record,), _Entries(ledger, run.id), tuple(notes))


@dataclass(frozen=True)
class _Entries:
    ledger: store.Ledger
    run: str

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.ledger.entries(run=self.run))


def _aliases(wanted: tuple[str, ...]) -> tuple[str, ...]:
    known = tuple(alias for alias, _ in _places.readable())
    for alias in wanted:
        if alias not in known:
            raise BadInput(f"There is no database {alias!r}.{nearest(alias, known)} There are: {', '.join(known)}.")
    return tuple(dict.fromkeys(wanted)) or known


def _ledgers(databases: tuple[str, ...], *, must: bool = False) -> tuple[list[store.Ledger], list[str]]:
    """The ledgers of these databases, or of all, and sentences about those that have none."""
    found, notes = [], []
    for alias in _aliases(databases):
        try:
            with _readable(alias):
                ledger = store.Ledger.of(alias)
        except BadInput as error:
            if must or databases:
                raise
            notes.append(str(error))
            continue
        if ledger is not None:
            found.append(ledger)
        else:
            with _readable(alias):
                gone = store.gone(alias)
            unmade = f"The database {alias!r} has no ledger yet. Make it: manage.py migrate schemaguard"
            notes.append(gone or f"{unmade} --database {alias}")
    return found, notes


def _verified(ledger: store.Ledger, expected: tuple[int, str] | None) -> Verified:
    with _readable(ledger.alias):
        return store.verify(ledger, expected)


def _had_one(alias: str) -> bool:
    """Only asked of a database that answered."""
    with _readable(alias):
        return ("schemaguard", "0001_initial") in store.recorded(connections[alias])


@contextmanager
def _readable(alias: str) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        said = reason(error, connections.settings[alias])
        raise BadInput(f"The ledger of {alias!r} cannot be read: {said}") from error


def _expected(texts: tuple[str, ...], aliases: list[str]) -> dict[str, tuple[int, str]]:
    """``412 3f9c…``, for the only database, or ``default: 412 3f9c…``."""
    found = {}
    for text in texts:
        match = _EXPECT.fullmatch(text.strip().rstrip("….").lower() if ":" not in text else text.strip().rstrip("…."))
        if match is None:
            raise BadInput(
                f"--expect takes a number and the first digits of a hash, as in '412 3f9c0a1b2c3d4e5f', not {text!r}."
            )
        alias = match["alias"] or (aliases[0] if len(aliases) == 1 else "")
        if alias not in aliases:
            known = ", ".join(aliases)
            raise BadInput(
                f"--expect {text!r}: say of which database, as in '{aliases[0]}: {text}'. There are: {known}."
            )
        found[alias] = (int(match["number"]), match["digits"])
    return found
