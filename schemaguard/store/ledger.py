"""The ledger of one database: entries that are added, and read."""

from __future__ import annotations

import os
import random
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import IntegrityError, OperationalError, connections, transaction
from django.db.models import F, QuerySet

from schemaguard.conf import Settings, read
from schemaguard.models import LedgerHead, Run, RunStep
from schemaguard.runs import Entry, Event, NewEntry, RunInfo
from schemaguard.store import chain, charsets
from schemaguard.store.entries import (
    Clean,
    clean_for,
    entry_of,
    entry_row,
    now,
    number_and_hash,
    run_info,
    run_row,
    to_text,
)
from schemaguard.store.places import tables_of

Node = tuple[str, str]
Made = TypeVar("Made")
Runs = Mapping[UUID, Run]

#: The one row of LedgerHead.
HEAD = UUID(int=1)

#: Begin of a run whose row is gone.
_NEVER = datetime.min.replace(tzinfo=UTC)

#: Rows that are read at once. Sources and statements may be long.
_CHUNK = 200

#: The same for rows of a few short columns.
_MANY = 5000

#: How often writing is tried where others write as well.
_TRIES = 50

_TABLES = frozenset(model._meta.db_table for model in (Run, RunStep, LedgerHead))

#: Which connections have been found to have a ledger, with the name of their database: that of tests changes.
_known: weakref.WeakKeyDictionary[Any, tuple[str, Ledger]] = weakref.WeakKeyDictionary()


def project_settings() -> Settings:
    """The project's settings; what is wrong in them is said elsewhere, and no reason to record nothing."""
    from django.conf import settings

    return read(getattr(settings, "SCHEMAGUARD", None))[0]


def has_ledger(alias: str) -> bool:
    """Whether the tables of the ledger are in this database."""
    return Ledger.of(alias) is not None


@dataclass(frozen=True)
class Ledger:
    """What happened to one database, in that database."""

    alias: str
    #: Gives texts that the database can hold.
    clean: Clean
    #: The run that was written last.
    _runs: dict[str, RunInfo] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, alias: str) -> Ledger | None:
        """The ledger of a database; None where its tables are not there. One cheap look, until they are there."""
        connection = connections[alias]
        name = str(connection.settings_dict["NAME"])
        known = _known.get(connection)
        if known is None or known[0] != name:
            if not tables_of(connection) >= _TABLES:
                return None
            known = _known[connection] = (name, cls(alias, clean_for(charsets.codec(connection))))
        return known[1]

    @staticmethod
    def forget(alias: str) -> None:
        """Look again next time: the tables may be gone."""
        _known.pop(connections[alias], None)

    # Writing. What is added outside of a transaction is copied into the central ledger at once.

    def begin(self, info: RunInfo, details: Mapping[str, object] | None = None) -> Entry:
        """Add a run and its first entry. That names the process, so that others can see whether it still lives."""
        run, row = self._tried(lambda: self._begin(info, {"pid": os.getpid(), **(details or {})}))
        self._runs.clear()
        self._runs[info.id] = run_info(run)
        self._copy()
        return entry_of(row, self._runs[info.id])

    def _begin(self, info: RunInfo, details: Mapping[str, object]) -> tuple[Run, RunStep]:
        run = run_row(info, self.clean)
        row = entry_row(run.id, NewEntry(Event.BEGUN, details=details), self.clean)
        with transaction.atomic(using=self.alias):
            run.save(using=self.alias)
            self._append([row], {run.pk: run})
        return run, row

    def add(self, run_id: str, entry: NewEntry) -> Entry:
        """Add an entry to a run, in whatever transaction the connection of the database is in."""
        return self.add_all(run_id, (entry,))[0]

    def add_all(self, run_id: str, entries: Iterable[NewEntry]) -> list[Entry]:
        """Add several entries to a run at once."""
        rows = [entry_row(UUID(run_id), entry, self.clean) for entry in entries]
        self._append(rows)
        self._copy()
        if run_id not in self._runs:
            self._runs.clear()
            self._runs[run_id] = run_info(Run.objects.using(self.alias).get(pk=UUID(run_id)))
        return [entry_of(row, self._runs[run_id]) for row in rows]

    def end(self, run_id: str, outcome: str, error: str = "", details: Mapping[str, object] | None = None) -> Entry:
        """Say how a run ended."""
        return self.add(run_id, NewEntry(Event.ENDED, outcome=outcome, error=error, details=details or {}))

    def _copy(self) -> None:
        from schemaguard.store import central  # It needs ledgers itself.

        if not connections[self.alias].in_atomic_block:
            central.copy_quietly(self)

    def append_copies(self, rows: Sequence[RunStep], runs: Runs) -> None:
        """Add entries of another ledger, as central.py has made them of it."""
        self._append(rows, runs)

    def _append(self, rows: Sequence[RunStep], runs: Runs | None = None) -> None:
        connection = connections[self.alias]
        append = self._append_queued if connection.features.supports_transactions else self._append_hopefully
        self._tried(lambda: append(rows, runs or {}))

    def _tried(self, write: Callable[[], Made]) -> Made:
        """What writes is tried again where it met another writer."""
        for tried in range(1, _TRIES + 1):
            try:
                return write()
            except OperationalError as error:
                # Inside of a transaction of somebody else only they can try again.
                if connections[self.alias].in_atomic_block or tried == _TRIES or not _collided(error):
                    raise
                time.sleep(random.uniform(0.01, 0.1))  # noqa: S311 - so that two do not meet again
        raise AssertionError

    def _append_queued(self, rows: Sequence[RunStep], runs: Runs) -> None:
        """Writers queue at the row of the head: it is written before anything is read, which locks it everywhere."""
        with transaction.atomic(using=self.alias):
            heads = LedgerHead.objects.using(self.alias)
            if not heads.filter(pk=HEAD).update(number=F("number") + len(rows)):
                self._make_head(rows)
                heads.filter(pk=HEAD).update(number=F("number") + len(rows))
            head = heads.get(pk=HEAD)
            head.number -= len(rows)
            last = self._last()
            if last is not None and last.number > head.number:
                head.number, head.hash = last.number, last.hash
                chain.remark(rows[0], "The end of the ledger was set back before this entry.")
            self._chain(rows, runs, head)
            RunStep.objects.using(self.alias).bulk_create(rows, batch_size=_CHUNK)
            head.save(using=self.alias, force_update=True)

    def _append_hopefully(self, rows: Sequence[RunStep], runs: Runs) -> None:
        """Without transactions: numbers are unique, so that who comes second tries again."""
        heads = LedgerHead.objects.using(self.alias)
        own = RunStep.objects.using(self.alias)
        for tried in range(1, _TRIES + 1):
            head = heads.filter(pk=HEAD).first() or self._make_head(rows)
            last = self._last()
            # The head may lag behind where a writer was killed. It never leads, unless the end was cut off.
            if last is not None and last.number > head.number:
                head.number, head.hash = last.number, last.hash
            self._chain(rows, runs, head)
            try:
                own.bulk_create(rows)
            except IntegrityError:
                if tried == _TRIES or self._is_copied(rows[0]):
                    raise
                # They are added in order, so that those before the first number that was taken are there.
                there = set(own.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
                rows = [row for row in rows if row.pk not in there]
                time.sleep(random.uniform(0.001, 0.02) * tried)  # noqa: S311
            else:
                heads.filter(pk=HEAD, number__lt=head.number).update(number=head.number, hash=head.hash, seal=head.seal)
                return

    def _is_copied(self, row: RunStep) -> bool:
        """Whether somebody else has just copied an entry of another ledger."""
        copies = RunStep.objects.using(self.alias).filter(origin_ledger=row.origin_ledger)
        return bool(row.origin) and copies.filter(origin_number=row.origin_number).exists()

    def _make_head(self, rows: Sequence[RunStep]) -> LedgerHead:
        """The head of a new ledger. Where there are entries already somebody has removed it, which stays said."""
        last = self._last()
        head = LedgerHead(id=HEAD, ledger=uuid4())
        if last is not None:
            first = RunStep.objects.using(self.alias).order_by("number").values_list("previous", flat=True)[0]
            head = LedgerHead(id=HEAD, ledger=_ledger(first), number=last.number, hash=last.hash)
        try:
            with transaction.atomic(using=self.alias):
                head.save(using=self.alias, force_insert=True)
        except IntegrityError:  # Another writer was faster.
            return LedgerHead.objects.using(self.alias).get(pk=HEAD)
        if last is not None:
            chain.remark(rows[0], "The end of the ledger was not known: entries before this one may be missing.")
        return head

    def _chain(self, rows: Sequence[RunStep], runs: Runs, head: LedgerHead) -> None:
        settings = project_settings()
        key = settings.ledger_key
        number, previous = head.number, head.hash or head.ledger.hex
        for row in rows:
            number += 1
            row.number, row.previous = number, previous
            row.at = row.at if row.origin else now()
            row.hash = previous = chain.hash_of(row, runs.get(row.run_id))
            row.seal = chain.seal(row.hash, key)
        head.number, head.hash = number, previous
        head.seal = chain.seal(chain.head_text(head), key)

    def _last(self) -> RunStep | None:
        found: RunStep | None = RunStep.objects.using(self.alias).only("number", "hash").order_by("-number").first()
        return found

    # Reading

    def head(self) -> str:
        """Number and first digits of the hash of the last entry: "412 3f9c0a1b2c3d4e5f"; empty without entries."""
        last = self._last()
        return number_and_hash(last.number, last.hash) if last is not None else ""

    def entries(
        self,
        *,
        run: str | None = None,
        app: str | None = None,
        migration: str | None = None,
        events: Iterable[Event] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        digest: str | None = None,
        texts: bool = True,
    ) -> Iterator[Entry]:
        """Entries in order, a part at a time. Copies of other ledgers are left out. ``texts``: also source and SQL."""
        rows = RunStep.objects.using(self.alias).filter(origin="")
        wanted = {
            "run_id": None if run is None else UUID(run),
            "app": app,
            "migration": migration,
            "digest": digest,
            "event__in": [event.value for event in events] or None,
            "at__gte": since and to_text(since),
            "at__lte": until and to_text(until),
        }
        rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
        if not texts:
            rows = rows.defer("source", "sql")
        runs: dict[UUID, RunInfo] = {}
        for part in parts(rows):
            self._know_runs(runs, {row.run_id for row in part})
            yield from (entry_of(row, runs[row.run_id]) for row in part)

    def last_entries(self, run_id: str) -> list[Entry]:
        """The entries of a run, in order."""
        return list(self.entries(run=run_id))

    def run(self, run_id: str) -> RunInfo | None:
        """One run, or None where there is no such run."""
        row = Run.objects.using(self.alias).filter(pk=UUID(run_id)).first()
        return row and run_info(row)

    def has_begun(self, run_id: str) -> bool:
        """Whether the beginning of a run is there."""
        steps = RunStep.objects.using(self.alias).filter(origin="", event=Event.BEGUN.value)
        return steps.filter(run_id=UUID(run_id)).exists()

    def open_runs(self) -> list[RunInfo]:
        """The runs of this database that have begun and not ended, the oldest first."""
        steps = RunStep.objects.using(self.alias).filter(origin="")
        begun, ended = (
            set(steps.filter(event=event.value).values_list("run_id", flat=True))
            for event in (Event.BEGUN, Event.ENDED)
        )
        rows = Run.objects.using(self.alias).filter(pk__in=begun - ended)
        return sorted(map(run_info, rows), key=lambda run: (run.begun_at, run.id))

    def applied(self) -> dict[Node, str]:
        """What is applied, as far as the ledger knows, with the digest that the file had; in the order it was done."""
        rows = RunStep.objects.using(self.alias).filter(
            origin="", event__in=[event.value for event in (Event.DONE, Event.FAKED, Event.OBSERVED)]
        )
        found: dict[Node, str] = {}
        columns = rows.order_by("number").values_list("number", "app", "migration", "backwards", "digest")
        number = -1
        while part := list(columns.filter(number__gt=number)[:_MANY]):
            number = part[-1][0]
            for _, app, migration, backwards, digest in part:
                found.pop((app, migration), None)
                if not backwards:
                    found[app, migration] = digest
        return found

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else adds entries meanwhile, where the database has transactions."""
        if not connections[self.alias].features.supports_transactions:
            yield
            return
        with transaction.atomic(using=self.alias):
            LedgerHead.objects.using(self.alias).filter(pk=HEAD).update(number=F("number"))
            yield

    def _know_runs(self, known: dict[UUID, RunInfo], needed: set[UUID]) -> None:
        """Have these runs at hand, and not all that ever were."""
        missing = needed - known.keys()
        if missing:
            for run in known.keys() - needed:
                del known[run]
            for row in Run.objects.using(self.alias).filter(pk__in=missing):
                known[row.pk] = run_info(row)
            for run in missing - known.keys():
                known[run] = RunInfo(run.hex, "", self.alias, "", _NEVER)


def parts(rows: QuerySet[Any], *, size: int = _CHUNK) -> Iterator[list[RunStep]]:
    """Entries in order, some at a time. Not by a cursor: poolers, MySQL and MongoDB keep none that helps."""
    number = -1
    while part := list(rows.filter(number__gt=number).order_by("number")[:size]):
        number = part[-1].number
        yield part


def digests(aliases: Iterable[str]) -> dict[Node, tuple[str, str]]:
    """The digest each migration had when it was last applied, and on which database."""
    found: dict[Node, tuple[str, str]] = {}
    for alias in aliases:
        ledger = Ledger.of(alias)
        if ledger is not None:
            found.update({node: (digest, alias) for node, digest in ledger.applied().items() if digest})
    return found


def _ledger(previous: str) -> UUID:
    """Which ledger it is, as the first entry says."""
    try:
        return UUID(previous)
    except ValueError:
        return uuid4()


def _collided(error: OperationalError) -> bool:
    """Whether two writers met: a deadlock, a serialization failure, or SQLite's only lock."""
    cause = error.__cause__ or error
    state = str(getattr(cause, "sqlstate", "") or getattr(cause, "pgcode", "") or "")
    return state in ("40001", "40P01") or error.args[:1] in ((1213,), (1205,)) or "is locked" in str(error)
