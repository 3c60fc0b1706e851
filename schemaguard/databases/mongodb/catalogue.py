"""What the server lists: collections with their options, and the indexes of each.

listCollections is one command. listIndexes is one for each collection, and there is no documented way around that, so
several are under way at a time: on a machine nearby that gains nothing, over a network it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from pymongo.errors import OperationFailure

from schemaguard.databases.mongodb.connect import MongoDatabase
from schemaguard.schema.snapshot import Gap

Entry = dict[str, Any]

#: MongoDB, src/mongo/base/error_codes.yml.
UNAUTHORIZED, NOT_FOUND, TIMED_OUT = 13, 26, 50
#: Commands under way at a time.
_AT_A_TIME = 8
#: Collections that come with one answer, where they are not too large for it.
_BATCH = 10_000
#: So many of them pay for a further connection.
_WORTH_IT = 16


@dataclass
class Reader:
    """Runs commands on one database and remembers what it was not allowed to see."""

    database: MongoDatabase
    #: Seconds that a command may take.
    timeout: float
    gaps: list[Gap] = field(default_factory=list)
    #: The indexes of collections where they are known to be as they were; after reading, those of all.
    indexes: dict[str, list[Entry]] = field(default_factory=dict)

    def run(self, command: str, value: Any, **arguments: Any) -> Entry:
        """One command that reads."""
        preference = self.database.read_preference
        return self.database.command(
            {command: value, "maxTimeMS": self.milliseconds, **arguments}, read_preference=preference
        )

    def find(self, name: str, projection: Entry) -> list[Entry]:
        """All documents of a small collection."""
        return list(self.database[name].find({}, projection, max_time_ms=self.milliseconds))

    def aggregate(self, name: str, pipeline: list[Entry], **options: Any) -> list[Entry]:
        """What a pipeline gives."""
        return list(self.database[name].aggregate(pipeline, maxTimeMS=self.milliseconds, **options))

    @property
    def milliseconds(self) -> int:
        """The time that a command may take, as commands want it."""
        return max(1, int(self.timeout * 1000))

    def each(self, read: Callable[[str], Any], names: Sequence[str]) -> dict[str, Any]:
        """What ``read`` gives for each collection, several at a time."""
        with ThreadPoolExecutor(max_workers=max(1, min(_AT_A_TIME, len(names) // _WORTH_IT))) as pool:
            return dict(zip(names, pool.map(read, names), strict=True))

    def gap(self, kind: str, name: str, reason: str, *, hidden: bool) -> None:
        """Remember what could not be read."""
        self.gaps.append(Gap(kind, name, reason, hidden=hidden))


def collections(reader: Reader) -> list[Entry]:
    """Every collection and view, as listCollections tells it."""
    try:
        found = _listed(reader)
    except OperationFailure as error:
        if error.code != UNAUTHORIZED:
            raise
        found = _listed(reader, nameOnly=True, authorizedCollections=True)
        _say_what_is_hidden(reader, found)
    return sorted(found, key=lambda entry: str(entry["name"]))


def _listed(reader: Reader, **arguments: Any) -> list[Entry]:
    first = reader.run("listCollections", 1, cursor={"batchSize": _BATCH}, **arguments)["cursor"]
    found, cursor = list(first["firstBatch"]), first["id"]
    while cursor:
        more = reader.database.command(
            {"getMore": cursor, "collection": "$cmd.listCollections"}, read_preference=reader.database.read_preference
        )["cursor"]
        found, cursor = [*found, *more["nextBatch"]], more["id"]
    return found


def _say_what_is_hidden(reader: Reader, seen: Iterable[Entry]) -> None:
    why = "The user may not list the collections; the right listCollections on the database (role read) would help."
    for kind in ("collection", "view"):
        reader.gap(kind, "*", why, hidden=True)
    for entry in seen:
        kind = "view" if entry.get("type") == "view" else "collection"
        reader.gap(kind, entry["name"], why, hidden=False)


def indexes(reader: Reader, names: Sequence[str]) -> dict[str, list[Entry] | None]:
    """The indexes of each collection, as {"spec": …, "ready": …}; None where the collection is gone by now."""
    known = {name: reader.indexes[name] for name in names if name in reader.indexes}
    unknown = [name for name in names if name not in known]
    found = {**known, **reader.each(lambda name: _indexes_of(reader, name), unknown)}
    for name in names:
        if isinstance(found[name], OperationFailure):
            why = "The user may not list these indexes; the right listIndexes on the collection (role read) would help."
            reader.gap("index", f"{name}.*", why, hidden=True)
            found[name] = []
    reader.indexes = {name: entries for name, entries in found.items() if entries is not None}
    return found


def _indexes_of(reader: Reader, name: str) -> list[Entry] | OperationFailure | None:
    try:
        return [_with_state(item) for item in _raw_indexes(reader, name)]
    except OperationFailure as error:
        if error.code == NOT_FOUND:
            return None
        if error.code == UNAUTHORIZED:
            return error
        raise


def _raw_indexes(reader: Reader, name: str) -> list[Entry]:
    """With those that are being built told apart, which a standalone server (6.0) does not do.

    Servers that only speak like MongoDB may not know the question.
    """
    try:
        found = reader.run("listIndexes", name, includeBuildUUIDs=True)
    except OperationFailure as error:
        if error.code in (UNAUTHORIZED, NOT_FOUND, TIMED_OUT):
            raise
        found = reader.run("listIndexes", name)
    listed: list[Entry] = found["cursor"]["firstBatch"]
    return listed


def _with_state(item: Entry) -> Entry:
    """While an index is being built, its definition is one level deeper."""
    return {"spec": item.get("spec", item), "ready": "buildUUID" not in item}
