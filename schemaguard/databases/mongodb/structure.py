"""Makes collections like others, and copies documents between databases of one server, where they stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pymongo.errors import OperationFailure

from schemaguard.databases.mongodb.catalogue import NOT_FOUND, Entry
from schemaguard.databases.mongodb.connect import MongoDatabase
from schemaguard.databases.mongodb.internal import DJONGO_SCHEMA, is_internal

FUNCTIONS = "system.js"
#: What is set when the documents are there: they may have been written before it was demanded.
_LATER = ("validator", "validationLevel", "validationAction")
#: Said of an index by the server, and not to it.
_SAID = ("ns", "v")
#: Documents that go over the wire at a time.
_BATCH = 1000
#: From so many documents on, a new collection is written and renamed, which is faster than writing one by one.
_MANY = 10_000


def is_copied(entry: Entry) -> bool:
    """Whether a collection belongs to what people have: not what schemaguard or the server keeps for itself."""
    name = entry["name"]
    return name in (DJONGO_SCHEMA, FUNCTIONS) or not is_internal(name)


def is_view(entry: Entry) -> bool:
    """Whether it is a view."""
    return bool(entry.get("type") == "view")


def is_capped(entry: Entry) -> bool:
    """Whether it has a limit."""
    return bool(entry.get("options", {}).get("capped"))


def make(database: MongoDatabase, entry: Entry) -> None:
    """An empty collection, without validator and indexes; or a view."""
    options = {name: value for name, value in entry.get("options", {}).items() if name not in _LATER}
    database.command({"create": entry["name"], **options})


def index(database: MongoDatabase, entry: Entry, specs: Iterable[Entry]) -> None:
    """The indexes, with every option they have."""
    wanted = [
        {name: value for name, value in spec.items() if name not in _SAID}
        for spec in specs
        if spec["name"] != "_id_" and not spec.get("clustered")
    ]
    if wanted:
        database.command("createIndexes", entry["name"], indexes=wanted)


def demand(database: MongoDatabase, entry: Entry) -> None:
    """The validator, with level and action."""
    options = {name: entry["options"][name] for name in _LATER if name in entry.get("options", {})}
    if options:
        database.command("collMod", entry["name"], **options)


def indexes_of(database: MongoDatabase, entry: Entry) -> list[Entry]:
    """As the server lists them."""
    return [dict(spec) for spec in database[entry["name"]].list_indexes()]


def pour(
    source: MongoDatabase, target: MongoDatabase, entry: Entry, pipeline: Sequence[Entry] = (), milliseconds: int = 0
) -> None:
    """Documents of a collection into the one of the same name, inside the server where it can do that.

    It can write neither the documents of time series (code 166) nor those of its own collections.
    """
    name = entry["name"]
    limit: dict[str, Any] = {"maxTimeMS": milliseconds} if milliseconds else {}
    if entry.get("type") == "timeseries" or name == FUNCTIONS:
        insert(target, name, source[name].aggregate(list(pipeline), **limit))
        return
    writable = source.client[source.name]  # Not from a secondary: it could not write.
    # "keepExisting" would sort the fields of each document by name.
    last: Entry = {"$merge": {"into": {"db": target.name, "coll": name}, "whenMatched": "replace"}}
    plain = not pipeline and not is_capped(entry) and "clusteredIndex" not in entry.get("options", {})
    if plain and source[name].estimated_document_count() >= _MANY:
        last = {"$out": {"db": target.name, "coll": name}}
    list(writable[name].aggregate([*pipeline, last], bypassDocumentValidation=True, **limit))


def insert(target: MongoDatabase, name: str, documents: Iterable[Entry]) -> None:
    """Documents by way of this process."""
    batch: list[Entry] = []
    for document in documents:
        batch.append(document)
        if len(batch) == _BATCH:
            target[name].insert_many(batch, bypass_document_validation=True)
            batch = []
    if batch:
        target[name].insert_many(batch, bypass_document_validation=True)


def whole(source: MongoDatabase, target: MongoDatabase, entry: Entry, specs: Iterable[Entry]) -> None:
    """A collection with everything, or a view, within one server."""
    if entry["name"] != FUNCTIONS:
        make(target, entry)
    if is_view(entry):
        return
    pour(source, target, entry)
    index(target, entry, specs)
    demand(target, entry)


def drop(database: MongoDatabase, name: str) -> None:
    """Drop it, if it is there."""
    try:
        if name == FUNCTIONS:
            database[name].delete_many({})
        else:
            database.drop_collection(name)
    except OperationFailure as error:
        if error.code != NOT_FOUND:
            raise
