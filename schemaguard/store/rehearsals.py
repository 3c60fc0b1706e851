"""Rehearsals that are kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, router, transaction
from django.utils import timezone

from schemaguard import documents
from schemaguard.models import RehearsalRecord
from schemaguard.rehearsals import Again, DatabaseRehearsal, MigrationRehearsal, RehearsalReport, Verdict
from schemaguard.store.places import home_of, in_words

#: So many digests are asked for in one query: SQLite takes no more than 32,766 parameters, older ones 999.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What became of one migration, in the ledger."""

    id: str
    environment: str
    database: str
    #: The server's product and version.
    server: str
    source: str
    #: How many rows a table had at the most; None: all.
    most_rows: int | None
    mode: str
    verdict: Verdict
    #: By which verdict it counts: see MigrationRehearsal.counts_as.
    counts_as: Verdict
    again: Again
    seconds: float
    rehearsed_at: datetime
    #: Its JSON: see documents.rehearsed.
    document: str

    @property
    def when(self) -> str:
        """The time in words, in UTC where the project knows time zones."""
        return in_words(self.rehearsed_at)


def keep_rehearsals(report: RehearsalReport, environment: str) -> str:
    """Add every migration of a report to the ledger. Says in one sentence what was done, or why nothing was.

    A ledger that is not there or cannot be written is no failure: what was rehearsed is true all the same.
    """
    found = [(database, item) for database in report.databases for item in database.migrations]
    if not found:
        return ""
    try:
        ledger = home_of(RehearsalRecord)
        if ledger is None:
            return f"Not stored: the database {router.db_for_write(RehearsalRecord)!r} has no table for rehearsals."
        with transaction.atomic(using=ledger):
            when = _after_all(ledger, {item.digest for _, item in found})
            records = [_record_of(environment, database, item, when) for database, item in found]
            RehearsalRecord.objects.using(ledger).bulk_create(records)
    except (DatabaseError, InterfaceError) as error:
        return f"Not stored: the ledger could not be written ({type(error).__name__})."
    return f"Stored: {len(records)} rehearsal{'' if len(records) == 1 else 's'}."


def _after_all(ledger: str, digests: Collection[str]) -> datetime:
    """The time; or just after the last rehearsal of the same migrations, where a wrong clock has dated that later.

    Ids are random, so that only this tells which is the latest. MongoDB keeps no more than milliseconds.
    """
    times = [timezone.now()]
    for part in _in_parts(digests):
        kept = RehearsalRecord.objects.using(ledger).filter(digest__in=part)
        last = kept.order_by("-rehearsed_at").values_list("rehearsed_at", flat=True).first()
        times += [] if last is None else [last + timedelta(milliseconds=1)]
    return max(times)


def _record_of(
    environment: str, database: DatabaseRehearsal, item: MigrationRehearsal, when: datetime
) -> RehearsalRecord:
    return RehearsalRecord(
        environment=environment,
        database=database.database,
        app=item.app,
        migration=item.migration,
        digest=item.digest,
        vendor=database.vendor,
        server=database.server[:100],
        source=database.source[:200],
        most_rows=database.rows,
        mode=database.mode,
        verdict=item.verdict.value,
        counts_as=item.counts_as.value,
        again=item.again.value,
        seconds=item.forward.seconds + item.reverse.seconds + item.forward_again.seconds,
        document=json.dumps(documents.rehearsed(item, database.vendor)),
        rehearsed_at=when,
    )


def latest_rehearsal(
    app: str,
    migration: str,
    digest: str,
    *,
    database: str | None = None,
    vendor: str | None = None,
    server: str | None = None,
    source: str | None = None,
    environment: str | None = None,
) -> Rehearsed | None:
    """The last time that exactly this was rehearsed; None where it was not, or the file has changed since.

    What was skipped was not rehearsed. The other arguments ask for it on one database, on this kind of server or on
    this very product and version, with structure and rows from there, in this environment. Raises DatabaseError where
    the ledger cannot be read.
    """
    ledger = home_of(RehearsalRecord) if digest else None
    if ledger is None:
        return None
    found = RehearsalRecord.objects.using(ledger).filter(app=app, migration=migration, digest=digest)
    wanted = {"database": database, "vendor": vendor, "server": server, "source": source, "environment": environment}
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    record = found.exclude(verdict=Verdict.SKIPPED.value).order_by("-rehearsed_at", "-id").first()
    return None if record is None else _rehearsed(record)


def latest_rehearsals(
    digests: Iterable[str], vendor: str, product: str = ""
) -> dict[tuple[tuple[str, str], str], Rehearsed]:
    """The same for many migrations at once, by (app, name) and digest, on a kind of server.

    ``product`` tells MariaDB from MySQL: "MariaDB". Raises DatabaseError where the ledger cannot be read.
    """
    wanted = list(_in_parts(digests))
    ledger = home_of(RehearsalRecord) if wanted else None
    found: dict[tuple[tuple[str, str], str], Rehearsed] = {}
    for part in wanted if ledger else ():
        records = (
            RehearsalRecord.objects.using(ledger)
            .filter(digest__in=part, vendor=vendor)
            .exclude(verdict=Verdict.SKIPPED.value)
            .order_by("rehearsed_at", "id")
        )
        for record in records.iterator():
            if record.server.startswith(product):
                found[(record.app, record.migration), record.digest] = _rehearsed(record)
    return found


def _in_parts(digests: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(digests) - {""})
    for start in range(0, len(wanted), _AT_ONCE):
        yield wanted[start : start + _AT_ONCE]


def _rehearsed(record: RehearsalRecord) -> Rehearsed:
    return Rehearsed(
        id=record.pk.hex,
        environment=record.environment,
        database=record.database,
        server=record.server,
        source=record.source,
        most_rows=record.most_rows,
        mode=record.mode,
        verdict=Verdict(record.verdict),
        counts_as=Verdict(record.counts_as),
        again=Again(record.again),
        seconds=record.seconds,
        rehearsed_at=record.rehearsed_at,
        document=record.document,
    )
