"""How to tell that a collection is as it was, without reading it.

The server counts, for each collection, how often it was locked for writing, by whomever and for whatever: documents,
indexes, options ("top", manual). It hashes all documents of a database in one command ("dbHash", manual). Where the
user may not ask for these, nothing is known, and everything is read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pymongo.errors import OperationFailure

from schemaguard.databases.mongodb.catalogue import Entry, Reader

_BUCKETS = "system.buckets."


class Marks(NamedTuple):
    """Of each collection: equal as long as it is the same. Collections that are not in it are unknown."""

    #: Documents with their keys, in the order of keys.
    documents: Mapping[str, str]
    #: Anything: documents, indexes, options.
    writes: Mapping[str, Any]


def documents(reader: Reader) -> Mapping[str, str]:
    """A hash of all documents of each collection; of a time series, of its buckets."""
    try:
        found: Mapping[str, str] = reader.run("dbHash", 1)["collections"]
    except OperationFailure:  # Not allowed, or a sharded cluster.
        return {}
    return {name.removeprefix(_BUCKETS): mark for name, mark in found.items()}


def writes(reader: Reader, listed: Sequence[Entry]) -> Mapping[str, Any]:
    """How often each collection was written to, with what tells it from an earlier one of the same name."""
    try:
        totals = reader.database.client.admin.command("top")["totals"]
    except OperationFailure:
        return {}
    found = {}
    for entry in listed:
        name = entry["name"]
        spaces = (totals.get(f"{reader.database.name}.{prefix}{name}") for prefix in ("", _BUCKETS))
        counts = tuple(space["writeLock"]["count"] for space in spaces if space)
        if counts:
            found[name] = (str(entry.get("info", {}).get("uuid", "")), counts)
    return found
