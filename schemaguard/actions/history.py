"""``history``: what ran on the databases of this project, and whether their ledgers are as they were written."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Sequence
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
    """Read every entry of every ledger. Raises BadInput where none of them can be read."""
    settings = settings or load()
    aliases = _aliases(databases)
    looks = {alias: _looked(alias) for alias in aliases}
    # Who has one ledger need not say which one is meant.
    named = [alias for alias, look in looks.items() if look is not None] or list(aliases)
    wanted = _expected(tuple(expected), aliases, named)
    found = [_verified(alias, look, wanted.get(alias)) for alias, look in looks.items() if look or alias in wanted]
    notes = tuple(_unmade(alias) for alias, look in looks.items() if look is None and alias not in wanted)
    if all(one.unread for one in found):
        raise BadInput(" ".join(one.unread for one in found) or notes[0])
    return VerifyReport(settings.environment, tuple(found), notes)


def _looked(alias: str) -> store.Ledger | Verified | None:
    """The ledger of a database, or why there is nothing to verify; None: there never was one."""
    try:
        with _readable(alias):
            if (ledger := store.Ledger.of(alias)) is not None:
                return ledger
            gone = store.gone(alias)
    except BadInput as error:
        return Verified(alias, 0, "", unread=str(error))
    missing = "The tables of the ledger are gone, although django_migrations says that they were made."
    return Verified(alias, 0, "", (Problem("truncated", missing),), found=1) if gone else None


def _verified(alias: str, look: store.Ledger | Verified | None, expected: tuple[int, str] | None) -> Verified:
    if isinstance(look, Verified):
        return look
    if look is None:
        number, digits = expected or (0, "")
        missing = f"There is no ledger, although entry {number} was expected to be {digits}."
        return Verified(alias, 0, "", (Problem("truncated", missing),), found=1)
    try:
        with _readable(alias):
            return store.verify(look, expected)
    except BadInput as error:  # It was there a moment ago. The others are verified all the same.
        return Verified(alias, 0, "", unread=str(error))


@dataclass(frozen=True)
class _Runs:
    """Read anew each time they are shown."""

    ledgers: list[store.Ledger]
    filters: Filters
    limit: int | None
    settings: Settings

    def __iter__(self) -> Iterator[RunRecord]:
        merged = heapq.merge(
            *(self._records(ledger) for ledger in self.ledgers),
            *self._copies(),
            key=lambda record: (record.info.begun_at, record.number),
            reverse=True,
        )
        return islice(_history_filters.chosen(merged, self.filters), self.limit)

    def _records(self, ledger: store.Ledger, *, copies: bool = False) -> Iterator[RunRecord]:
        return store.records(ledger, copies=copies, since=self.filters.since, until=self.filters.until)

    def _copies(self) -> Iterator[Iterator[RunRecord]]:
        """Of runs elsewhere, where the central ledger is among these."""
        shown = {(self.settings.environment, ledger.alias) for ledger in self.ledgers}
        for ledger in self.ledgers:
            if ledger.alias == self.settings.central_ledger:
                found = self._records(ledger, copies=True)
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


def _ledgers(databases: tuple[str, ...]) -> tuple[list[store.Ledger], list[str]]:
    """The ledgers of these databases, or of all, and sentences about those that have none."""
    found, notes = [], []
    for alias in _aliases(databases):
        try:
            with _readable(alias):
                ledger = store.Ledger.of(alias)
        except BadInput as error:
            if databases:
                raise
            notes.append(str(error))
            continue
        if ledger is not None:
            found.append(ledger)
        else:
            with _readable(alias):
                gone = store.gone(alias)
            notes.append(gone or _unmade(alias))
    return found, notes


def _unmade(alias: str) -> str:
    return f"The database {alias!r} has no ledger yet. Make it: manage.py migrate schemaguard --database {alias}"


@contextmanager
def _readable(alias: str) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        said = reason(error, connections.settings[alias])
        raise BadInput(f"The ledger of {alias!r} cannot be read: {said}") from error


def _expected(texts: tuple[str, ...], aliases: Sequence[str], meant: Sequence[str]) -> dict[str, tuple[int, str]]:
    """``412 3f9c…``, for the only database that is ``meant`` without a name, or ``default: 412 3f9c…``."""
    found = {}
    for text in texts:
        match = _EXPECT.fullmatch(text.strip().rstrip("….").lower() if ":" not in text else text.strip().rstrip("…."))
        if match is None:
            raise BadInput(
                f"--expect takes a number and the first digits of a hash, as in '412 3f9c0a1b2c3d4e5f', not {text!r}."
            )
        alias = match["alias"] or (meant[0] if len(meant) == 1 else "")
        if alias not in aliases:
            known = ", ".join(aliases)
            raise BadInput(
                f"--expect {text!r}: say of which database, as in '{aliases[0]}: {text}'. There are: {known}."
            )
        found[alias] = (int(match["number"]), match["digits"])
    return found
