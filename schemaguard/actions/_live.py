"""Reads the databases of a place."""

from __future__ import annotations

from collections.abc import Callable

from schemaguard.actions._places import Place, vendor
from schemaguard.databases.base import Wanted
from schemaguard.databases.registry import database
from schemaguard.schema.snapshot import SchemaSnapshot

#: Told the name of each database before it is read.
Progress = Callable[[str], None]


def quiet(name: str) -> None:
    """A progress that says nothing."""


def snapshots(place: Place, wanted: Wanted, progress: Progress = quiet) -> dict[str, SchemaSnapshot]:
    """What each database of a place looks like, by alias. Raises BadInput where one cannot be read.

    One after the other: most projects have one or two, and a server answers in a fraction of a second.
    """
    found = dict(place.snapshots)
    for alias, source in place.sources.items():
        progress(source.name)
        found[alias] = database(vendor(source.settings)).introspect(source, wanted)
    return found
