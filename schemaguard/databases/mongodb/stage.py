"""Tries migrations on MongoDB, where nothing can be rolled back: what was there is kept aside, and brought back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from schemaguard.databases.base import Source
from schemaguard.databases.mongodb import catalogue, marks
from schemaguard.databases.mongodb.catalogue import Entry, Reader
from schemaguard.databases.mongodb.connect import opened
from schemaguard.databases.mongodb.internal import DJONGO_SCHEMA, is_internal
from schemaguard.databases.mongodb.introspect import snapshot
from schemaguard.databases.mongodb.rows import collection_rows
from schemaguard.databases.mongodb.shelf import Shelf
from schemaguard.databases.mongodb.trace import traced
from schemaguard.databases.stage import EXACT_ROWS, Stage, State, TableRows, Trace

_RECORDER = "django_migrations"
#: What a command may take, in seconds.
_TIMEOUT = 600.0


@dataclass(frozen=True, slots=True)
class _Memory:
    """What was found last, and how to tell that it is still so."""

    rows: Mapping[str, TableRows]
    indexes: Mapping[str, list[Entry]]
    documents: Mapping[str, str]
    writes: Mapping[str, Any]


class MongoDBStage(Stage):
    """A scratch database. ``attempt`` goes for real, and copies back what it has changed."""

    takes_back = False

    def __init__(self, source: Source, connection: Any, *, limit: int = EXACT_ROWS) -> None:
        super().__init__(source, connection)
        self._limit = limit
        self._memory: _Memory | None = None
        self._shelf = Shelf(source)

    def state(self) -> State:
        """What it holds; collections that were not written to come from the last state."""
        return self._read(self._memory)

    def full_state(self) -> State:
        """Everything read anew."""
        return self._read(None)

    def _read(self, memory: _Memory | None) -> State:
        with opened(self.source, _TIMEOUT) as database:
            reader = Reader(database, _TIMEOUT)
            listed = catalogue.collections(reader)
            writes = marks.writes(reader, listed)
            if memory:
                same = {name for name in memory.indexes if name in writes and writes[name] == memory.writes.get(name)}
                reader.indexes = {name: memory.indexes[name] for name in same}
            schema = snapshot(reader, listed)
            documents = marks.documents(reader)
            rows = self._rows(reader, listed, documents, memory)
            # Reading may have locked something; whoever wrote meanwhile is seen by the hash of the documents.
            self._memory = _Memory(rows, reader.indexes, documents, writes)
            return State(schema, rows, _counters(reader, listed))

    def _rows(
        self, reader: Reader, listed: Sequence[Entry], documents: Mapping[str, str], memory: _Memory | None
    ) -> Mapping[str, TableRows]:
        """Views have no documents of their own."""
        found = {}
        for entry in listed:
            name = entry["name"]
            if entry.get("type") == "view" or is_internal(name) or name == _RECORDER:
                continue
            mark = documents.get(name)
            if memory and mark is not None and name in memory.rows and mark == memory.documents.get(name):
                found[name] = memory.rows[name]
            else:
                found[name] = collection_rows(reader, entry, self._limit)
        return found

    def keep(self) -> None:
        """Copy aside what is not there yet as it is now."""
        with opened(self.source, _TIMEOUT) as database:
            self._shelf.keep(database)

    def restore(self) -> None:
        """Copy back what is different from it."""
        with opened(self.source, _TIMEOUT) as database:
            self._shelf.restore(database)

    def close(self) -> None:
        """Drop the copy."""
        self._shelf.close()

    def settle(self) -> None:
        """MongoDB checks nothing at the end."""

    @contextmanager
    def traced(self) -> Iterator[Trace]:
        """By the profiler of the scratch database."""
        trace = Trace()
        with opened(self.source, _TIMEOUT) as database, traced(database, trace):
            yield trace


def _counters(reader: Reader, listed: Sequence[Entry]) -> Mapping[str, int]:
    """What djongo has counted to, by collection and field."""
    if not any(entry["name"] == DJONGO_SCHEMA for entry in listed):
        return {}
    found: dict[str, int] = {}
    for row in reader.find(DJONGO_SCHEMA, {"name": 1, "auto": 1}):
        auto = row.get("auto")
        if isinstance(auto, Mapping) and isinstance(auto.get("seq"), int) and isinstance(auto.get("field_names"), list):
            found |= {f"{row.get('name')}.{name}": auto["seq"] for name in auto["field_names"]}
    return found
