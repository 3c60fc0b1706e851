"""What the server did, from its profiler (manual, "Database Profiler"), which only the scratch database has on."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pymongo.errors import OperationFailure

from schemaguard.databases.mongodb.catalogue import Entry
from schemaguard.databases.mongodb.connect import MongoDatabase
from schemaguard.databases.mongodb.internal import SCRATCH_MARKER, is_internal
from schemaguard.databases.stage import Trace

_PROFILE = "system.profile"
_RECORDER = "django_migrations"
#: The oldest entries are lost beyond this size in bytes; the server's own is 1 MB.
_SIZE = 16 * 2**20
_EVERYTHING, _NOTHING = 2, 0
#: Stands for the database where a way is said of it.
DATABASE = "database"


@contextmanager
def traced(database: MongoDatabase, trace: Trace) -> Iterator[None]:
    """Fill in the trace at the end. Where the user may not profile, it says so."""
    before = {entry["name"] for entry in database.list_collections() if not is_internal(entry["name"])} - {_RECORDER}
    try:
        _prepare(database)
        database.command("profile", _EVERYTHING)
    except OperationFailure as error:
        trace.ways[DATABASE] = f"not traced: the profiler cannot be used ({error.code})"
        yield
        return
    begin = secrets.token_hex(8)
    try:
        database[SCRATCH_MARKER].find_one({}, {"_id": 1}, comment=begin)
        yield
    finally:
        database.command("profile", _NOTHING)
        _fill(trace, _entries(database, begin, trace), database.name, before)


def _prepare(database: MongoDatabase) -> None:
    if not list(database.list_collections(filter={"name": _PROFILE})):
        database.create_collection(_PROFILE, capped=True, size=_SIZE)


def _entries(database: MongoDatabase, begin: str, trace: Trace) -> list[Entry]:
    """From the last one back to where it began."""
    found: list[Entry] = []
    for entry in database[_PROFILE].find().sort("$natural", -1):
        if entry.get("command", {}).get("comment") == begin:
            return found[::-1]
        found.append(entry)
    trace.ways[DATABASE] = "only the last operations were traced: there were too many"
    return found[::-1]


@dataclass
class _Seen:
    """What happened to one collection."""

    touched: Counter[str] = field(default_factory=Counter)
    scanned: bool = False
    rewritten: bool = False


def _fill(trace: Trace, entries: Iterable[Entry], database: str, before: set[str]) -> None:
    seen: dict[str, _Seen] = defaultdict(_Seen)
    #: By the name a collection has now: the one it had at the beginning.
    first = {name: name for name in before}
    for entry in entries:
        origin = first.get(str(entry.get("ns", "")).removeprefix(f"{database}."))
        if origin is not None:
            _look(seen[origin], entry)
            trace.index_builds += _built(entry)
        target = first.get(_put_out(entry))
        if target is not None:
            seen[target].touched["written by an aggregation"] += 1
        _follow(first, entry.get("command", {}), database)
    trace.scans += sorted(name for name, found in seen.items() if found.scanned)
    trace.rewrites += sorted(name for name, found in seen.items() if found.rewritten)
    trace.ways |= {name: _said(found.touched) for name, found in sorted(seen.items()) if found.touched}


def _follow(first: dict[str, str], command: Entry, database: str) -> None:
    """Collections that get another name, or are gone."""
    if "renameCollection" in command:
        old, new = (str(command.get(word, "")).removeprefix(f"{database}.") for word in ("renameCollection", "to"))
        first.pop(new, None)
        if old in first:
            first[new] = first.pop(old)
    elif "drop" in command:
        first.pop(str(command["drop"]), None)


def _look(seen: _Seen, entry: Entry) -> None:
    """A scan reads every document; an update that matched all of them writes every document."""
    scanned = str(entry.get("planSummary", "")).startswith("COLLSCAN")
    examined, changed = entry.get("docsExamined", 0), entry.get("nModified", 0)
    if scanned and examined:
        seen.scanned = True
        seen.rewritten = seen.rewritten or (changed > 0 and entry.get("nMatched") == examined)
    is_insert = entry.get("op") == "insert" and "insert" in entry.get("command", {})
    counts = {"updated": changed, "deleted": entry.get("ndeleted", 0)}
    counts["inserted"] = entry.get("ninserted", 0) if is_insert else entry.get("nUpserted", 0)
    seen.touched.update({word: count for word, count in counts.items() if count})


def _built(entry: Entry) -> list[str]:
    """The names of indexes."""
    indexes = entry.get("command", {}).get("indexes") if "createIndexes" in entry.get("command", {}) else None
    return [str(index.get("name", "")) for index in indexes or ()]


def _put_out(entry: Entry) -> str:
    """Which collection of the same database $out has replaced. What $merge writes, the profiler lists."""
    stages = entry.get("command", {}).get("pipeline")
    into = stages[-1].get("$out") if isinstance(stages, list) and stages else None
    name = into.get("coll") if isinstance(into, dict) else into
    return name if isinstance(name, str) else ""


def _said(touched: Counter[str]) -> str:
    """In words: "documents: 1 inserted, 3 updated"."""
    merged = [word for word in touched if word.startswith("written")]
    counts = ", ".join(f"{count} {word}" for word, count in sorted(touched.items()) if word not in merged)
    return "; ".join([f"documents: {counts}", *merged] if counts else merged)
