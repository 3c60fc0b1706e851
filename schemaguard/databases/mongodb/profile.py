"""Which fields the documents of a collection have.

The server counts, so that documents stay where they are and memory does not grow with their number. "inferred" looks at
a sample that depends on ``_id`` alone: the same documents on every run and on every copy.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bson import MinKey, encode
from pymongo.errors import OperationFailure

from schemaguard.databases.mongodb.catalogue import NOT_FOUND, TIMED_OUT, UNAUTHORIZED, Entry, Reader
from schemaguard.schema.objects import Field

#: Keys on the way to a value; None stands for the elements of an array.
Path = tuple[str | None, ...]
#: How often each type was found at each path.
Counts = Mapping[Path, Mapping[str, int]]

#: A sample has at least this many documents where the collection has, and at most about twice as many.
_SAMPLE = 1000
#: From this average size of a document on, in bytes, the index on ``_id`` is read instead of the documents.
_LARGE = 2048
#: Keys of more bytes than this do not fit into a command, which may have 16 MB; the server has to hash them again.
_MOST_KEYS = 15_000_000
#: More fields than this are no schema: the keys are data.
_MOST_FIELDS = 5000
#: How many levels to look into. A server reads no more than 200 levels in a command, and each takes several.
_DEEPEST = 16
#: Stands for what was not looked at.
_DEEPER = "…"


def fields(reader: Reader, entry: Entry, wanted: str) -> tuple[Field, ...]:
    """The fields of a collection; none, and a gap, where they could not be read."""
    name = entry["name"]
    try:
        rows = reader.aggregate(name, [*_documents(reader, entry, wanted), *_STAGES], allowDiskUse=True)
    except OperationFailure as error:
        if error.code not in _REASONS:
            raise
        reader.gap("field", f"{name}.*", _REASONS[error.code], hidden=True)
        return ()
    counts = _counted(rows)
    if max(len(rows), len(counts)) > _MOST_FIELDS:
        why = f"There are more than {_MOST_FIELDS} different fields: some keys are data, and the fields are not listed."
        reader.gap("field", f"{name}.*", why, hidden=True)
        return ()
    if any(_DEEPER in kinds for kinds in counts.values()):
        why = f"Some documents are nested deeper than {_DEEPEST} levels; the fields below that are not listed."
        reader.gap("field", f"{name}.*", why, hidden=True)
    return tuple(field for field in described(counts) if _DEEPER not in field.types)


_REASONS: Mapping[int | None, str] = {
    UNAUTHORIZED: "The user may not read the documents; the rights find and collStats on the collection would help.",
    TIMED_OUT: "Reading the documents took too long; allow more time with --timeout.",
    NOT_FOUND: "The collection was dropped while it was read.",
}


def _documents(reader: Reader, entry: Entry, wanted: str) -> list[Entry]:
    """The stages that pick the documents to look at."""
    if wanted == "exact":
        return []
    count, size = _extent(reader, entry)
    every = _every(count)
    if every == 1:
        return []
    if entry.get("type") == "timeseries":
        return [{"$match": _by_hash(entry["options"]["timeseries"]["timeField"], every)}]
    keys = _sampled(reader, entry, every, size)
    if len(encode({"": keys})) > _MOST_KEYS:
        return [{"$match": _by_hash("_id", every)}]
    return [{"$match": {"_id": {"$in": keys}}}]


def _extent(reader: Reader, entry: Entry) -> tuple[int, int]:
    """How many documents there are, and how large they are on average, as the server keeps it in its books."""
    if entry.get("type") == "timeseries":  # It keeps books on buckets only.
        found = reader.aggregate(entry["name"], [{"$count": "documents"}])
        return (int(found[0]["documents"]) if found else 0), 0
    stats = reader.run("collStats", entry["name"])
    return int(stats.get("count", 0)), int(stats.get("avgObjSize", 0))


def _every(count: int) -> int:
    """One in how many documents: a power of two, so that the sample changes only when the collection doubles."""
    return int(1 << max(0, (count // _SAMPLE).bit_length() - 1))


def _by_hash(field: str, every: int) -> Entry:
    return {"$expr": {"$eq": [{"$mod": [{"$toHashedIndexKey": f"${field}"}, every]}, 0]}}


def _sampled(reader: Reader, entry: Entry, every: int, size: int) -> list[Any]:
    """The keys of the documents in the sample.

    Hashing takes the same time either way. Small documents are read faster than the index on ``_id``; with large ones
    the index spares the disk, and the cache of the server.
    """
    stages: list[Entry] = [{"$match": _by_hash("_id", every)}, {"$project": {"_id": 1}}]
    options: dict[str, Any] = {}
    if size >= _LARGE and "clusteredIndex" not in entry.get("options", {}):
        # This match, which holds for all, and the projection make the plan one that never fetches a document.
        stages = [{"$match": {"_id": {"$gte": MinKey()}}}, {"$project": {"_id": 1}}, stages[0]]
        options = {"hint": "_id_"}
    return [document["_id"] for document in reader.aggregate(entry["name"], stages, **options)]


def _counted(rows: Iterable[Entry]) -> Counts:
    """How often each type was found at each path, from rows with the shape of one field each."""
    counts: dict[Path, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        key = row["_id"]["k"]
        if key is None:
            counts[()]["object"] += row["n"]
        else:
            _add(counts, (key,), row["_id"]["s"], row["n"])
    return counts


def _add(counts: dict[Path, dict[str, int]], path: Path, shape: Any, times: int) -> None:
    """Add what a shape says: "int", or ["object", [[key, shape] …]]; in an array the keys are None."""
    kind, inside = (shape, ()) if isinstance(shape, str) else shape
    counts[path][kind] += times
    for key, inner in inside:
        _add(counts, (*path, key), inner, times)


def _shape(value: str, depth: int) -> Any:
    """An expression for what a value is made of, in no order, and with alike elements of an array only once."""
    kind: Entry = {"$type": value}
    holds: Entry = {"$in": [kind, ["object", "array"]]}
    if depth == 0:
        return {"$cond": [holds, [kind, [[None, _DEEPER]]], kind]}
    each = f"x{depth}"
    items: Entry = {"$map": {"input": value, "as": each, "in": {"v": f"$${each}"}}}
    pairs: Entry = {"$cond": [{"$eq": [kind, "object"]}, {"$objectToArray": value}, items]}
    inside: Entry = {"$map": {"input": pairs, "as": each, "in": [f"$${each}.k", _shape(f"$${each}.v", depth - 1)]}}
    return {"$cond": [holds, [kind, {"$setUnion": [inside]}], kind]}


#: One row for each field of each document, and one without a key for the document; alike rows are counted. Grouping by
#: the shape of a whole document is a little faster, but optional fields make too many shapes.
_STAGES: list[Entry] = [
    {"$project": {"_id": 0, "e": {"$concatArrays": [[{"k": None}], {"$objectToArray": "$$ROOT"}]}}},
    {"$unwind": "$e"},
    {"$group": {"_id": {"k": "$e.k", "s": _shape("$e.v", _DEEPEST)}, "n": {"$sum": 1}}},
    {"$limit": _MOST_FIELDS + 1},
]


def described(counts: Counts) -> Iterator[Field]:
    """The fields, from how often each type was found at each path."""
    always: dict[Path, bool] = {(): True}
    for path in sorted(counts, key=len):
        if path:
            always[path] = _is_always(path, counts, always)
            yield Field(written(path), tuple(sorted(counts[path])), always[path])


def _is_always(path: Path, counts: Counts, always: Mapping[Path, bool]) -> bool:
    """Whether everything that can have it has it: each document, and inside an array each element.

    An array may be empty, so its elements are always there where the array is.
    """
    holder = path[:-1]
    held = counts[holder]
    if not always[holder]:
        return False
    if path[-1] is None:
        return held.keys() == {"array"}
    return sum(counts[path].values()) == sum(held.values())


def written(path: Path) -> str:
    """The path in words: "lines[].qty". A key that looks like more than one is in quotes."""
    text = ""
    for key in path:
        text += "[]" if key is None else f".{_key(key)}" if text else _key(key)
    return text


def _key(key: str) -> str:
    return key if re.fullmatch(r"[^\s\".\[\]]+", key) else json.dumps(key, ensure_ascii=False)
