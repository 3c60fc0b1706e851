"""Copies a MongoDB database, or a part of its documents, into an empty one. The source is only read.

Within one server documents never leave it; only keys do, to find what they refer to. Time series, documents that are
masked and those for another server come through this process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pymongo.errors import OperationFailure, PyMongoError

from schemaguard.databases.base import Mask, Portion, Source, Wanted
from schemaguard.databases.mongodb import catalogue, structure
from schemaguard.databases.mongodb.catalogue import Entry, Reader
from schemaguard.databases.mongodb.connect import MongoDatabase, opened, reason
from schemaguard.databases.mongodb.internal import DJONGO_SCHEMA
from schemaguard.databases.mongodb.introspect import introspect
from schemaguard.databases.mongodb.references import Reference, guessed, of_models
from schemaguard.databases.obstacles import while_copying
from schemaguard.exceptions import BadInput
from schemaguard.schema.compare import compare

#: Bookkeeping, which is copied whatever the portion, and as it is.
_WHOLE = ("django_migrations", DJONGO_SCHEMA, structure.FUNCTIONS)
#: Keys that are looked up at a time.
_BATCH = 1000


def copy(source: Source, target: Source, portion: Portion) -> tuple[str, ...]:
    """Structure and documents of the source; sentences about what is not as it is there."""
    with opened(source, portion.timeout) as live, opened(target, portion.timeout) as database:
        try:
            said = _Copy(live, database, portion, _is_one_server(live, database)).run()
        except PyMongoError as error:
            raise BadInput(f"{source.name} cannot be copied: {reason(error, source.settings)}") from error
    wanted = Wanted(portion.timeout)
    changes = compare(introspect(source, wanted), introspect(target, wanted))
    return (*said, *(f"The copy differs: {change.kind} {change.object}." for change in changes))


def _is_one_server(one: MongoDatabase, other: MongoDatabase) -> bool:
    """Whether both are in one process of MongoDB (manual, "hello", topologyVersion)."""
    found = [database.client.admin.command("hello").get("topologyVersion", {}) for database in (one, other)]
    return found[0].get("processId") is not None and found[0].get("processId") == found[1].get("processId")


@dataclass
class _Copy:
    """One copy under way."""

    source: MongoDatabase
    target: MongoDatabase
    portion: Portion
    #: Whether the server can do it alone.
    one_server: bool
    said: list[str] = field(default_factory=list)

    def run(self) -> list[str]:
        """Collections, documents, and then what documents could be refused by; views last."""
        reader = Reader(self.source, self.portion.timeout)
        listed = list(filter(structure.is_copied, catalogue.collections(reader)))
        entries = {entry["name"]: entry for entry in listed if not structure.is_view(entry)}
        for name, entry in entries.items():
            if name != structure.FUNCTIONS:
                structure.make(self.target, entry)
            for pipeline in self._ends(entry):
                self._pour(entry, pipeline)
        if self.portion.rows is not None:
            self._follow(entries)
        for entry in entries.values():
            self._finish(entry)
        for entry in filter(structure.is_view, listed):
            structure.make(self.target, entry)
        return [*self.said, *(gap.reason for gap in reader.gaps)]

    def _ends(self, entry: Entry) -> Iterator[list[Entry]]:
        """The first and the last documents: the same ones on every run."""
        rows, name = self.portion.rows, entry["name"]
        if rows is None or name in _WHOLE or self._count(name, rows + 1) <= rows:
            yield []
            return
        series = entry.get("options", {}).get("timeseries", {}).get("timeField")
        for way, count in ((1, rows - rows // 2), (-1, rows // 2)):
            if count:
                order = {series: way, "_id": way} if series else {"_id": way}
                yield [{"$sort": order}, {"$limit": count}]

    def _count(self, name: str, most: int) -> int:
        milliseconds = int(self.portion.timeout * 1000)
        return self.source[name].count_documents({}, limit=most, maxTimeMS=milliseconds)

    def _pour(self, entry: Entry, pipeline: list[Entry]) -> None:
        name, milliseconds = entry["name"], max(1, int(self.portion.timeout * 1000))
        mask = None if name in _WHOLE else self.portion.mask_of(name)
        if self.one_server and mask is None:
            structure.pour(self.source, self.target, entry, pipeline, milliseconds)
            return
        found = self.source[name].aggregate(pipeline, maxTimeMS=milliseconds, allowDiskUse=True)
        structure.insert(self.target, name, _masked(found, name, mask))

    def _finish(self, entry: Entry) -> None:
        name = entry["name"]
        if name == structure.FUNCTIONS:
            return
        specs = structure.indexes_of(self.source, entry)
        for spec in specs:
            try:
                structure.index(self.target, entry, [spec])
            except OperationFailure as error:
                if while_copying(error):
                    raise
                self.said.append(f"The index {spec['name']} of {name} cannot be made: {reason(error, {})}")
        structure.demand(self.target, entry)
        if "expireAfterSeconds" in entry.get("options", {}) or any("expireAfterSeconds" in spec for spec in specs):
            self.said.append(f"Documents of {name} expire, in the copy as well: some may vanish while it is used.")

    def _follow(self, entries: Mapping[str, Entry]) -> None:
        """Copy what the copied documents refer to, and what that refers to."""
        references = self._references(entries)
        guesses = [f"{one.collection}.{one.field} -> {one.target}" for one in references if one.guessed]
        if guesses:
            self.said.append(f"Taken for references by their names alone: {', '.join(guesses)}.")
        asked: dict[tuple[str, str], set[Any]] = {}
        changed = set(entries)
        while changed:
            before, changed = changed, set()
            for one in references:
                if one.collection in before and self._fetch(one, entries[one.target], asked):
                    changed.add(one.target)

    def _references(self, entries: Mapping[str, Entry]) -> list[Reference]:
        """As models say; of other collections by name."""
        # A series is no target, and what is copied in full needs nothing.
        names = [name for name, entry in entries.items() if name not in _WHOLE and entry.get("type") != "timeseries"]
        known = list(of_models(names))
        models = {one.collection for one in known}
        key = "id" if DJONGO_SCHEMA in entries else "_id"
        rest = (name for name in names if name not in models)
        return [*known, *(found for name in rest for found in guessed(name, self._fields(name), names, key))]

    def _fields(self, name: str) -> list[str]:
        stages: list[Entry] = [
            {"$project": {"_id": 0, "k": {"$map": {"input": {"$objectToArray": "$$ROOT"}, "in": "$$this.k"}}}},
            {"$unwind": "$k"},
            {"$group": {"_id": "$k"}},
        ]
        return [row["_id"] for row in self.target[name].aggregate(stages)]

    def _fetch(self, one: Reference, entry: Entry, asked: dict[tuple[str, str], set[Any]]) -> bool:
        """Copy the documents that a field refers to and that are not there; tell whether there were any."""
        before = asked.setdefault((one.target, one.target_field), set())
        wanted = [value for value in _values(self.target, one.collection, one.field) if value not in before]
        before.update(wanted)
        found = False
        for start in range(0, len(wanted), _BATCH):
            some = wanted[start : start + _BATCH]
            there = self.target[one.target].distinct(one.target_field, {one.target_field: {"$in": some}})
            missing = [value for value in some if value not in there]
            if missing:
                self._pour(entry, [{"$match": {one.target_field: {"$in": missing}}}])
                found = True
        return found


def _values(database: MongoDatabase, name: str, field: str) -> list[Any]:
    """What a field holds; documents and arrays are no keys."""
    rows = database[name].aggregate([{"$match": {field: {"$ne": None}}}, {"$group": {"_id": f"${field}"}}])
    return [row["_id"] for row in rows if row["_id"] is not None and not isinstance(row["_id"], dict | list)]


def _masked(documents: Iterable[Entry], name: str, mask: Mask | None) -> Iterable[Entry]:
    """What stands for the values of a document's own fields; null is nobody's."""
    if mask is None:
        return documents
    return (
        {key: value if value is None else mask(name, key, value) for key, value in document.items()}
        for document in documents
    )
