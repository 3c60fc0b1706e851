"""A live MongoDB database as a snapshot. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pymongo.errors import OperationFailure

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.mongodb import bookkeeping, catalogue, normalize, profile, search
from schemaguard.databases.mongodb.catalogue import UNAUTHORIZED, Entry, Reader
from schemaguard.databases.mongodb.connect import opened
from schemaguard.databases.mongodb.internal import is_internal
from schemaguard.schema.objects import Collection, SchemaObject
from schemaguard.schema.snapshot import SchemaSnapshot

_MIGRATIONS = "django_migrations"


def introspect(source: Source, wanted: Wanted) -> SchemaSnapshot:
    """The database as it is now. Raises BadInput with one line where it cannot be read."""
    with opened(source, wanted.timeout) as database:
        reader = Reader(database, wanted.timeout)
        return snapshot(reader, catalogue.collections(reader), wanted.fields)


def snapshot(reader: Reader, listed: Sequence[Entry], fields: str = "") -> SchemaSnapshot:
    """What is listed, as a value."""
    objects = [*_collections(reader, listed, fields), *_others(reader, listed)]
    return SchemaSnapshot.of(
        "mongodb",
        objects,
        version=_version(reader),
        about=(("topology", _topology(reader)),),
        migrations=_migrations(reader, listed),
        gaps=tuple(sorted(reader.gaps)),
    )


def _collections(reader: Reader, listed: Sequence[Entry], fields: str) -> Iterator[SchemaObject]:
    views = [entry for entry in listed if entry.get("type") == "view"]
    yield from (normalize.view(entry) for entry in views)
    entries = {
        entry["name"]: entry for entry in listed if entry.get("type") != "view" and not is_internal(entry["name"])
    }
    indexes = catalogue.indexes(reader, list(entries))
    # Without indexes: dropped since it was listed.
    there = [name for name in entries if indexes[name] is not None]
    # A time series can have no search index, and refuses to be asked.
    searched = search.indexes(reader, [name for name in there if entries[name].get("type") != "timeseries"])
    tables = bookkeeping.tables(reader, listed)
    for name in there:
        found = _collection(entries[name], indexes[name] or [], tables)
        yield found._replace(
            indexes=(*found.indexes, *searched.get(name, ())), **_profile(reader, entries[name], fields)
        )
    yield from bookkeeping.without_collection(tables, [entry["name"] for entry in listed])


def _collection(entry: Entry, found: Sequence[Entry], tables: Mapping[str, Any] | None) -> Collection:
    own = entry.get("options", {}).get("collation")
    indexes = [
        normalize.index(item["spec"], ready=item["ready"], of_djongo=tables is not None)
        for item in found
        if not item["spec"].get("clustered") and not normalize.is_plain_id(item["spec"], own)
    ]
    return normalize.collection(entry, indexes, bookkeeping.options(tables, entry["name"]))


def _profile(reader: Reader, entry: Entry, wanted: str) -> dict[str, Any]:
    return {"fields": profile.fields(reader, entry, wanted), "profile": wanted} if wanted else {}


def _others(reader: Reader, listed: Sequence[Entry]) -> Iterator[SchemaObject]:
    """Functions in JavaScript that somebody stored on the server."""
    if not any(entry["name"] == "system.js" for entry in listed):
        return
    try:
        yield from map(normalize.function, reader.find("system.js", {}))
    except OperationFailure as error:
        if error.code != UNAUTHORIZED:
            raise
        why = "The user may not read the stored functions; the right find on system.js (role read) would help."
        reader.gap("routine", "*", why, hidden=True)


def _migrations(reader: Reader, listed: Sequence[Entry]) -> tuple[tuple[str, str], ...]:
    if not any(entry["name"] == _MIGRATIONS for entry in listed):
        return ()
    try:
        rows = reader.find(_MIGRATIONS, {"_id": 0, "app": 1, "name": 1})
    except OperationFailure as error:
        if error.code != UNAUTHORIZED:
            raise
        why = "The user may not read which migrations are applied; the right find on the collection would help."
        reader.gap("other", _MIGRATIONS, why, hidden=False)
        return ()
    return tuple(sorted({(str(row.get("app", "")), str(row.get("name", ""))) for row in rows}))


def _version(reader: Reader) -> tuple[int, ...]:
    """Major and minor: patch releases change no schema."""
    return tuple(reader.run("buildInfo", 1)["versionArray"][:2])


def _topology(reader: Reader) -> str:
    hello = reader.run("hello", 1)
    if hello.get("msg") == "isdbgrid":
        why = "Shard keys and zones are not read; compare the output of sh.status() by hand."
        reader.gap("database", "database", why, hidden=False)
        return "sharded cluster"
    return "replica set" if "setName" in hello else "standalone"
