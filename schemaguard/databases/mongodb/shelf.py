"""A copy of a moment of the database aside, in a second scratch database of the same server.

Only what was written to since the moment kept before is copied, and only what was written to since is brought back.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from pymongo.errors import PyMongoError

from schemaguard.databases.base import Source
from schemaguard.databases.mongodb import catalogue, marks, structure
from schemaguard.databases.mongodb.catalogue import Entry, Reader
from schemaguard.databases.mongodb.connect import MongoDatabase, reason
from schemaguard.databases.mongodb.scratch import scratch
from schemaguard.exceptions import BadInput

#: What a command may take, in seconds.
_TIMEOUT = 600.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A collection or a view of the kept moment."""

    entry: Entry
    indexes: list[Entry]
    #: Equal as long as nobody writes to it; None where nobody can tell.
    mark: Any

    def has_form_of(self, other: _Piece) -> bool:
        """Whether only the documents may differ."""
        return (self.entry["type"], self.entry.get("options"), self.indexes) == (
            other.entry["type"],
            other.entry.get("options"),
            other.indexes,
        )


class Shelf:
    """Where the kept moment lies. The second database is made when it is first needed."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._stack = ExitStack()
        #: Also when nobody closes it.
        self._end = weakref.finalize(self, self._stack.close)
        self._name = ""
        self._pieces: dict[str, _Piece] = {}

    def close(self) -> None:
        """Drop the second database."""
        self._end()

    def keep(self, database: MongoDatabase) -> None:
        """Make this moment the one to come back to."""
        now = _pieces(database, self._pieces)
        self._move(database, self._aside(database), self._pieces, now)
        self._pieces = dict(now)

    def restore(self, database: MongoDatabase) -> None:
        """Bring back the kept moment. Raises BadInput where that fails: then the database is of no more use."""
        now = _pieces(database, self._pieces)
        try:
            self._move(self._aside(database), database, now, self._pieces)
        except PyMongoError as error:
            why = reason(error, self._source.settings)
            raise BadInput(f"{self._source.name} cannot be brought back to what it was: {why}") from error
        after = _pieces(database, self._pieces)
        self._pieces = {name: after[name] for name in self._pieces}

    def _aside(self, database: MongoDatabase) -> MongoDatabase:
        if not self._name:
            self._name = self._stack.enter_context(scratch(Source(self._source.name, self._source.settings)))["NAME"]
        return database.client.get_database(self._name, codec_options=database.codec_options)

    def _move(
        self,
        source: MongoDatabase,
        target: MongoDatabase,
        there: Mapping[str, _Piece],
        wanted: Mapping[str, _Piece],
    ) -> None:
        """Give the target what is wanted, which the source has, and which it has as ``there`` so far."""
        for name in there.keys() - wanted.keys():
            structure.drop(target, name)
        for name, piece in sorted(wanted.items(), key=lambda item: structure.is_view(item[1].entry)):
            old = there.get(name)
            if old is not None and piece.mark is not None and old.mark == piece.mark:
                continue
            if old is not None and old.has_form_of(piece) and _can_be_emptied(piece.entry):
                target[name].delete_many({})
                structure.pour(source, target, piece.entry)
            else:
                structure.drop(target, name)
                structure.whole(source, target, piece.entry, piece.indexes)


def _can_be_emptied(entry: Entry) -> bool:
    return not structure.is_view(entry) and not structure.is_capped(entry) and entry["type"] != "timeseries"


def _pieces(database: MongoDatabase, known: Mapping[str, _Piece]) -> dict[str, _Piece]:
    """What is there now. Indexes are listed where something was written."""
    reader = Reader(database, _TIMEOUT)
    listed = catalogue.collections(reader)
    writes = marks.writes(reader, listed)
    found = {}
    for entry in filter(structure.is_copied, listed):
        name = entry["name"]
        # Of a view there is nothing but what is listed.
        mark = entry.get("options") if structure.is_view(entry) else writes.get(name)
        old = known.get(name)
        if structure.is_view(entry):
            indexes = []
        elif old is not None and mark is not None and old.mark == mark:
            indexes = old.indexes
        else:
            indexes = structure.indexes_of(database, entry)
        found[name] = _Piece(entry, indexes, mark)
    return found
