"""``snapshot``: what the databases of a place look like, as a document, and in the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError, router

from schemaguard import store
from schemaguard.actions import _live, _places
from schemaguard.actions._judged import describe_gap
from schemaguard.actions._places import Place
from schemaguard.conf import Settings, load, nearest
from schemaguard.databases.base import Wanted
from schemaguard.exceptions import BadInput
from schemaguard.models import SnapshotRecord
from schemaguard.schema.document import to_text
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.store import Stored


@dataclass(frozen=True, slots=True)
class Request:
    """What to look at."""

    place: str | None = None
    databases: tuple[str, ...] = ()
    wanted: Wanted = field(default_factory=Wanted)
    #: False: the ledger is left alone.
    keep: bool = True
    progress: _live.Progress = _live.quiet


@dataclass(frozen=True, slots=True)
class Taken:
    """What was seen."""

    place: str
    databases: Mapping[str, SchemaSnapshot]
    #: Sentences about what was left out or could not be read.
    notes: tuple[str, ...] = ()
    #: One sentence about the ledger; empty where nobody asked for it.
    kept: str = ""

    @property
    def document(self) -> str:
        """All databases as one document."""
        return to_text(self.databases)


def snapshot(request: Request, settings: Settings | None = None) -> Taken:
    """Read a place, and keep what is new. Raises SchemaguardError with one line."""
    settings = settings or load()
    place = _places.resolve(request.place, settings).only(request.databases)
    notes = place.notes
    if place.expected:
        from schemaguard.actions._expected_side import all_migrations

        project = _places.project(settings).only(request.databases)
        found, more = all_migrations(project, settings, request.wanted)
        notes = (*notes, *more)
    else:
        found = _live.snapshots(place, request.wanted, request.progress)
    kept = _keep(place, found) if request.keep and place.sources else ""
    return Taken(place.name, found, (*notes, *_gaps(found)), kept)


def stored(environment: str | None = None) -> list[Stored]:
    """The snapshots in the ledger, latest first. Raises BadInput where there is no ledger."""
    try:
        ledger = store.snapshot_database()
        if ledger is None:
            raise BadInput(f"{_no_table()} Make it with: manage.py migrate schemaguard")
        found = store.kept_snapshots(ledger)
    except (DatabaseError, InterfaceError) as error:
        raise BadInput(
            f"The ledger cannot be read ({type(error).__name__}). See whether its server answers."
        ) from error
    if environment is None:
        return found
    settings = load()
    known = sorted({*settings.environments, settings.environment, *(item.environment for item in found)})
    if environment not in known:
        raise BadInput(
            f"There is no environment {environment!r}.{nearest(environment, known)} Known: {', '.join(known)}."
        )
    return [item for item in found if item.environment == environment]


def _keep(place: Place, found: Mapping[str, SchemaSnapshot]) -> str:
    """Write what changed into the ledger, and say what was done. A ledger that cannot be written is no failure."""
    if not place.environment:
        return "Not stored: a database given by its URL belongs to no environment."
    try:
        ledger = store.snapshot_database()
        if ledger is None:
            return f"Not stored: {_no_table()}"
        ids = {alias: store.keep_snapshot(ledger, place.environment, alias, found[alias]) for alias in found}
    except (DatabaseError, InterfaceError) as error:
        return f"Not stored: the ledger could not be written ({type(error).__name__})."
    new = ", ".join(f"{alias} as @{key[:8]}" for alias, key in ids.items() if key)
    return f"Stored: {new}." if new else "Not stored again: nothing changed since the last time."


def _no_table() -> str:
    return f"the database {router.db_for_write(SnapshotRecord)!r} has no table for snapshots."


def _gaps(found: Mapping[str, SchemaSnapshot]) -> Iterator[str]:
    for alias, seen in found.items():
        for gap in seen.gaps:
            yield f"Not read in {alias}: {describe_gap(gap)}"
