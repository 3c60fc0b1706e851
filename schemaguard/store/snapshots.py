"""Snapshots that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from schemaguard.exceptions import BadInput
from schemaguard.models import SnapshotRecord
from schemaguard.schema.document import to_text
from schemaguard.schema.fingerprint import fingerprint
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.store.places import home_of, in_words


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
        return in_words(self.taken_at)


def snapshot_database() -> str | None:
    """The alias that holds snapshots, or None where their table is not there yet."""
    return home_of(SnapshotRecord)


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
