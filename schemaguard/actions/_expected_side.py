"""The word ``expected`` as one side: what migrations have made, or should have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from schemaguard.actions import _expected, _places, _urls
from schemaguard.actions._places import Place
from schemaguard.conf import Settings
from schemaguard.databases.base import Source, Wanted
from schemaguard.exceptions import BadInput
from schemaguard.schema.snapshot import SchemaSnapshot

Snapshots = Mapping[str, SchemaSnapshot]
Found = tuple[dict[str, SchemaSnapshot], tuple[str, ...]]


def all_migrations(place: Place, settings: Settings, wanted: Wanted) -> Found:
    """What all migrations of this code make of the databases of a place."""
    builders = {
        alias: builder(alias, _places.vendor(s.settings), place, settings) for alias, s in place.sources.items()
    }
    return _found(_expected.expected_for(builders, wanted=wanted))


def beside(
    place: Place, found: Snapshots, settings: Settings, wanted: Wanted
) -> tuple[Snapshots, Snapshots, tuple[str, ...]]:
    """The databases of a place, what the migrations that they have applied make of them, and notes."""
    place, found = named_as_here(place, found)
    applied = {alias: snapshot.migrations for alias, snapshot in found.items()}
    servers = builders(place, found, settings)
    return found, *_found(_expected.expected_for(servers, applied, known=found, wanted=wanted))


def named_as_here(place: Place, found: Snapshots) -> tuple[Place, Snapshots]:
    """A database that was given by its URL has no alias; it gets that of the database here which is most like it."""
    if not place.single or place.environment or _places.ALONE not in place.sources:
        return place, found
    alias = _alias_for(found[_places.ALONE])
    return replace(place, sources={alias: place.sources[_places.ALONE]}), {alias: found[_places.ALONE]}


def builders(place: Place, found: Snapshots, settings: Settings) -> dict[str, Source]:
    """Where scratch databases are made for the databases of a place. Raises BadInput."""
    return {alias: builder(alias, snapshot.vendor, place, settings) for alias, snapshot in found.items()}


def _found(made: _expected.Expected) -> Found:
    several = len(made.snapshots) > 1
    notes = [f"{alias}: {note}" if several else note for alias, texts in made.notes.items() for note in texts]
    return dict(made.snapshots), tuple(dict.fromkeys(notes))


def _alias_for(snapshot: SchemaSnapshot) -> str:
    """The alias whose migrations are meant: the default, unless only another one is of this kind."""
    alike = [alias for alias, entry in _places.readable() if _places.vendor(entry) == snapshot.vendor]
    return alike[0] if len(alike) == 1 else _places.ALONE


def builder(alias: str, vendor: str, place: Place, settings: Settings) -> Source:
    """The server where a scratch database is made for an alias. Raises BadInput where there is none of this kind."""
    if settings.scratch:
        scratch = _urls.source(settings.scratch, "SCHEMAGUARD['SCRATCH']")
        if _places.vendor(scratch.settings) == vendor:
            return scratch
    candidates = [place.sources.get(alias)]
    # The database of this alias comes first, but any server of the kind will do.
    here = sorted(_places.readable(), key=lambda item: item[0] != alias)
    candidates += [Source(alias, entry) for _, entry in here]
    for source in candidates:
        if source is not None and _places.vendor(source.settings) == vendor:
            return source
    raise BadInput(
        f"What migrations make of {alias!r} needs a {vendor} server to try them on, and there is none: DATABASES has "
        f"no {vendor} database. Name a server with SCHEMAGUARD['SCRATCH'], as a database URL."
    )
