"""Between the plain values and the ledger's rows: the only place that converts one into the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections, models, router, transaction
from django.utils import timezone

from schemaguard.exceptions import BadInput
from schemaguard.models import Run, RunStep, SnapshotRecord
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
        zone = " UTC" if timezone.is_aware(self.taken_at) else ""
        return f"{self.taken_at:%Y-%m-%d %H:%M}{zone}"


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
