"""Between the plain values and the ledger's rows: the only place that converts one into the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, connections, models, router, transaction
from django.utils import timezone

from schemaguard import documents
from schemaguard.exceptions import BadInput
from schemaguard.models import RehearsalRecord, Run, RunStep, SnapshotRecord
from schemaguard.rehearsals import Again, DatabaseRehearsal, MigrationRehearsal, RehearsalReport, Verdict
from schemaguard.schema.document import to_text
from schemaguard.schema.fingerprint import fingerprint
from schemaguard.schema.snapshot import SchemaSnapshot

Node = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Applied:
    """One migration that ran."""

    node: Node
    backwards: bool
    digest: str
    reason: str = ""
    ticket: str = ""


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
        return _in_words(self.rehearsed_at)


@dataclass(frozen=True, slots=True)
class Stored:
    """A snapshot in the ledger."""

    id: str
    environment: str
    database: str
    #: The server: "postgresql 16".
    server: str
    fingerprint: str
    tables: int
    taken_at: datetime
    #: Empty in lists.
    document: str = ""

    @property
    def when(self) -> str:
        """The time in words, in UTC where the project knows time zones."""
        return _in_words(self.taken_at)


def _in_words(moment: datetime) -> str:
    zone = " UTC" if timezone.is_aware(moment) else ""
    return f"{moment:%Y-%m-%d %H:%M}{zone}"


def ledger_database() -> str | None:
    """The alias that holds the ledger, or None where its tables are not there yet."""
    return _home_of(Run, RunStep)


def _home_of(*kept: type[models.Model]) -> str | None:
    """The alias that holds these tables, or None where one is not there yet."""
    alias = router.db_for_write(kept[0])
    if not _is_there(connections[alias]):
        return None
    tables = set(connections[alias].introspection.table_names())
    return alias if {model._meta.db_table for model in kept} <= tables else None


def _is_there(connection: Any) -> bool:
    """Whether to connect changes nothing: SQLite would make a file that does not exist."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return True
    name = str(connection.settings_dict["NAME"])
    return name.startswith("file:") or Path(name).is_file()


def record(alias: str, environment: str, command: str, steps: Sequence[Applied]) -> None:
    """Add one run with its steps, or nothing where there is no ledger or no step."""
    ledger = ledger_database() if steps else None
    if ledger is None:
        return
    run = Run(environment=environment, database=alias, command=command, finished_at=timezone.now())
    rows = [
        RunStep(
            run=run,
            position=position,
            app=step.node[0],
            migration=step.node[1],
            backwards=step.backwards,
            digest=step.digest,
            reason=step.reason,
            ticket=step.ticket[:255],
        )
        for position, step in enumerate(steps)
    ]
    with transaction.atomic(using=ledger):
        run.save(using=ledger, force_insert=True)
        RunStep.objects.using(ledger).bulk_create(rows)


def digests(aliases: Iterable[str]) -> dict[Node, tuple[str, str]]:
    """The digest each migration had when it was last applied, and on which database."""
    ledger = ledger_database()
    if ledger is None:
        return {}
    rows = (
        RunStep.objects.using(ledger)
        .filter(run__database__in=tuple(aliases))
        .order_by("run__finished_at", "position")
        .values_list("app", "migration", "backwards", "digest", "run__database")
    )
    found: dict[Node, tuple[str, str]] = {}
    for app, migration, backwards, digest, database in rows.iterator():
        if backwards:
            found.pop((app, migration), None)
        elif digest:
            found[app, migration] = (digest, database)
    return found


def snapshot_database() -> str | None:
    """The alias that holds snapshots, or None where their table is not there yet."""
    return _home_of(SnapshotRecord)


def keep_snapshot(ledger: str, environment: str, database: str, snapshot: SchemaSnapshot) -> str | None:
    """Add a snapshot to the ledger and return its id, or None where the latest one of this database says the same."""
    document = to_text({database: snapshot})
    place = SnapshotRecord.objects.using(ledger).filter(environment=environment, database=database)
    latest = place.order_by("-taken_at").values_list("document", flat=True).first()
    if latest == document:
        return None
    record = SnapshotRecord(
        environment=environment,
        database=database,
        vendor=snapshot.flavour or snapshot.vendor,
        version=".".join(map(str, snapshot.version)),
        fingerprint=fingerprint(snapshot),
        tables=len(snapshot.all("table")) + len(snapshot.all("collection")),
        document=document,
        taken_at=timezone.now(),
    )
    with transaction.atomic(using=ledger):
        record.save(using=ledger, force_insert=True)
    return record.pk.hex


def kept_snapshots(ledger: str) -> list[Stored]:
    """What is stored, latest first, without the documents."""
    records = SnapshotRecord.objects.using(ledger).defer("document").order_by("-taken_at", "database")
    return [_stored(record) for record in records]


def find_snapshot(beginning: str) -> Stored:
    """The one snapshot whose id begins like this. Raises BadInput with one line."""
    ledger = snapshot_database()
    wanted = beginning.replace("-", "").lower()
    keys = SnapshotRecord.objects.using(ledger).values_list("pk", flat=True) if ledger else ()
    found = [key for key in keys if key.hex.startswith(wanted)]
    if len(found) != 1:
        raise BadInput(
            f"{len(found) or 'None'} of the stored snapshots begin with @{beginning}. "
            "See their ids: manage.py schemaguard snapshot --list"
        )
    record = SnapshotRecord.objects.using(ledger).get(pk=found[0])
    return _stored(record, record.document)


def _stored(record: SnapshotRecord, document: str = "") -> Stored:
    return Stored(
        id=record.pk.hex,
        environment=record.environment,
        database=record.database,
        server=f"{record.vendor} {record.version}".strip(),
        fingerprint=record.fingerprint,
        tables=record.tables,
        taken_at=record.taken_at,
        document=document,
    )


def keep_rehearsals(report: RehearsalReport, environment: str) -> str:
    """Add every migration of a report to the ledger. Says in one sentence what was done, or why nothing was.

    A ledger that is not there or cannot be written is no failure: what was rehearsed is true all the same.
    """
    now = timezone.now()
    records = [
        _record_of(environment, database, item, now) for database in report.databases for item in database.migrations
    ]
    if not records:
        return ""
    try:
        ledger = _home_of(RehearsalRecord)
        if ledger is None:
            return f"Not stored: the database {router.db_for_write(RehearsalRecord)!r} has no table for rehearsals."
        with transaction.atomic(using=ledger):
            RehearsalRecord.objects.using(ledger).bulk_create(records)
    except (DatabaseError, InterfaceError) as error:
        return f"Not stored: the ledger could not be written ({type(error).__name__})."
    return f"Stored: {len(records)} rehearsal{'' if len(records) == 1 else 's'}."


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
    ledger = _home_of(RehearsalRecord) if digest else None
    if ledger is None:
        return None
    found = RehearsalRecord.objects.using(ledger).filter(app=app, migration=migration, digest=digest)
    wanted = {"database": database, "vendor": vendor, "server": server, "source": source, "environment": environment}
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    record = found.exclude(verdict=Verdict.SKIPPED.value).order_by("-rehearsed_at", "-id").first()
    return None if record is None else _rehearsed(record)


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
