"""What djongo 1.3.7 writes down about its tables, in the collection ``__schema__``.

It looks there for the fields it must count up on each insert: a table that is not listed gets no keys. Nothing removes
an entry when its table is dropped, or renames it with the table.
"""

from __future__ import annotations

from collections.abc import Collection as Names
from collections.abc import Iterator, Mapping, Sequence

from pymongo.errors import OperationFailure

from schemaguard.databases.mongodb.canonical import text
from schemaguard.databases.mongodb.catalogue import UNAUTHORIZED, Entry, Reader
from schemaguard.databases.mongodb.internal import DJONGO_SCHEMA
from schemaguard.schema.objects import Options, Other

#: By table, the fields that djongo counts up.
Tables = Mapping[str, tuple[str, ...]]

AUTOINCREMENT = "autoincrement"
#: The kind of an entry without a collection.
LEFTOVER = "djongo table"


def tables(reader: Reader, listed: Sequence[Entry]) -> Tables | None:
    """The tables djongo knows; None in a database that it did not make."""
    if not any(entry["name"] == DJONGO_SCHEMA for entry in listed):
        return None
    try:
        rows = reader.find(DJONGO_SCHEMA, {"_id": 0, "name": 1, "auto.field_names": 1})
    except OperationFailure as error:
        if error.code != UNAUTHORIZED:
            raise
        why = "The user may not read djongo's notes on its tables; the right find on __schema__ would help."
        reader.gap("other", "*", why, hidden=True)
        reader.gap("collection", "*", why, hidden=False)
        return {}
    return {row["name"]: _counted_up(row.get("auto")) for row in rows if isinstance(row.get("name"), str)}


def _counted_up(auto: object) -> tuple[str, ...]:
    """The fields in an entry, which may be anybody's writing."""
    names = auto.get("field_names") if isinstance(auto, Mapping) else None
    return tuple(sorted({str(name) for name in names})) if isinstance(names, list) else ()


def options(known: Tables | None, name: str) -> Options:
    """What djongo knows about a table, as an option of the collection."""
    return autoincrement((known or {}).get(name, ()))


def autoincrement(fields: Sequence[str]) -> Options:
    """The fields that are counted up, as an option of the collection."""
    return ((AUTOINCREMENT, text(list(fields))),) if fields else ()


def without_collection(known: Tables | None, names: Names[str]) -> Iterator[Other]:
    """The tables that djongo still lists although there is nothing."""
    for name in sorted((known or {}).keys() - set(names)):
        yield Other(name, kind=LEFTOVER, definition="listed in __schema__, without a collection")
