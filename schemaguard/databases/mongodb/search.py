"""Search indexes: those of Atlas, which listIndexes does not show.

Written from the manual ("$listSearchIndexes", 7.0): no server that has them runs in the tests.
"""

from __future__ import annotations

from collections.abc import Sequence

from pymongo.errors import OperationFailure

from schemaguard.databases.mongodb.canonical import plain, text
from schemaguard.databases.mongodb.catalogue import TIMED_OUT, UNAUTHORIZED, Entry, Reader
from schemaguard.schema.objects import Index

_STAGE: list[Entry] = [{"$listSearchIndexes": {}}]


def indexes(reader: Reader, names: Sequence[str]) -> dict[str, list[Index]]:
    """The search indexes of each collection; empty on a server that has no search."""
    if not names or not _can_search(reader, names[0]):
        return {}
    return reader.each(lambda name: _indexes_of(reader, name), names)


def _can_search(reader: Reader, name: str) -> bool:
    """Servers without search refuse the question, each version with another code; they have no such indexes."""
    try:
        reader.aggregate(name, _STAGE)
    except OperationFailure as error:
        if error.code == TIMED_OUT:
            why = "Listing the search indexes took too long; allow more time with --timeout."
            reader.gap("index", "*", why, hidden=True)
        return error.code == UNAUTHORIZED
    return True


def _indexes_of(reader: Reader, name: str) -> list[Index]:
    try:
        return [index(entry) for entry in reader.aggregate(name, _STAGE)]
    except OperationFailure as error:
        why = f"The search indexes cannot be listed ({error.code}); the right listSearchIndexes would help."
        reader.gap("index", f"{name}.*", why, hidden=True)
        return []


def index(entry: Entry) -> Index:
    """An entry of $listSearchIndexes. How far it is built means nothing, whether it can be queried does."""
    definition = text(plain(entry.get("latestDefinition", {})), sort=True)
    return Index(
        entry["name"],
        elements=(),
        method=entry.get("type", "search"),
        valid=entry.get("queryable", True),
        options=(("definition", definition),),
    )
