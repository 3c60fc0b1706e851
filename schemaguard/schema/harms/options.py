"""Rare attributes: what those do that are known by name, as the readers of each kind of database write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schemaguard.schema.harms.base import Harm, error, info, warning
from schemaguard.schema.kinds import kind_of

_UNKNOWN = warning("the database treats it in another way")
_STORAGE = info("rows are stored in another way, and come back the same")
_PLANNER = info("only the speed of queries differs")
_COLLATION = warning("texts sort, compare and count as duplicates in another way")
_RIGHTS = warning("it runs with the rights of another user")
_VIEW_RIGHTS = warning("functions in queries can see rows that the view hides, or no longer can")
_SEARCH = warning("text searches find other documents, or rank them in another way")
_BOUNDS = error("places outside the bounds are refused, or get in")
_GONE = error("the oldest documents are deleted sooner, or later")
_HISTORY = error("the history of rows is kept, or no longer is")
_BINDING = error("the database accepts rows that break the constraint, or no longer does")
_PERIODS = error("rows whose periods overlap are refused, or get in")

#: By name, or by kind and name where the name alone means several things.
_HARMS: Mapping[str, Harm] = {
    # PostgreSQL
    "access_method": _STORAGE,
    "check_option": error("writes through the view accept other rows"),
    "clustered": _STORAGE,
    "compression": _STORAGE,
    "cost": _PLANNER,
    "encoding": error("characters can be refused, or stored as something else"),
    "enforced": _BINDING,
    "fillfactor": _STORAGE,
    "leakproof": warning("queries under row security are planned in another way"),
    "n_distinct": _PLANNER,
    "no_inherit": error("child tables accept rows that break the constraint, or no longer do"),
    "not_null": error("NULLs from before, or in child tables, are accepted, or no longer are"),
    "parallel": _PLANNER,
    "period": _PERIODS,
    "replica_identity": warning("replicas that follow the table by its rows miss changes, or stop"),
    "row_security": error("rows are hidden, shown or refused by other rules"),
    "rows": _PLANNER,
    "routine.strict": warning("calls with NULL give NULL at once, or no longer do"),
    "security": _RIGHTS,
    "security_barrier": _VIEW_RIGHTS,
    "security_invoker": _RIGHTS,
    "statistics": _PLANNER,
    "storage": _STORAGE,
    "support": _PLANNER,
    "tablespace": _STORAGE,
    "triggers": error("the database does not enforce the constraint: rows get in that break it"),
    "volatility": warning("the planner calls the function more or less often, which can change results"),
    "without_overlaps": _PERIODS,
    # MySQL and MariaDB
    "algorithm": warning("the view is worked out in another way, which can make it slow or read-only"),
    "collation": _COLLATION,
    "compressed": _STORAGE,
    "data_access": info("it only says what the routine does"),
    "deterministic": warning("results may be reused that should be computed, and replication may refuse the routine"),
    "enabled": error("it does not run, or runs again"),
    "engine": error("transactions, foreign keys and locks work in another way, or not at all"),
    "follows": warning("triggers run in another order"),
    "invisible": warning("SELECT * leaves the column out, or no longer does"),
    "key_block_size": _STORAGE,
    "on_update": error("updates set the column on their own, or no longer do"),
    "page_compressed": _STORAGE,
    "parts": error("other rows count as equal: duplicates get in, or good rows are refused"),
    "preserved": warning("the event is dropped after its last run, or no longer is"),
    "row_format": _STORAGE,
    "sql_mode": warning("its statements treat bad values and quotes in another way"),
    "srid": error("geometries of another reference system are refused, or get in"),
    "system_versioning": _HISTORY,
    "time_zone": warning("the event runs at another time"),
    "visible": warning("queries that need the index read the whole table, or no longer do"),
    # SQLite
    "arguments": error("the virtual table holds or finds something else"),
    "module": error("the virtual table holds or finds something else"),
    "on_conflict": error("rows that break the constraint are refused, ignored, or replace others"),
    "strict": error("values of another type are stored instead of refused, or the reverse"),
    "without_rowid": warning("the table has no rowid, or has one"),
    # MongoDB
    "2dsphereindexversion": warning("other shapes can be indexed"),
    "bits": _PLANNER,
    "changestreampreandpostimages": warning("change streams lack the documents as they were, or bring them"),
    "clusteredindex": warning("documents are stored and keyed in another way"),
    "default_language": _SEARCH,
    "index.max": _BOUNDS,
    "index.min": _BOUNDS,
    "language_override": _SEARCH,
    "max": _GONE,
    "prepareunique": error("new duplicates are refused, or get in"),
    "size": _GONE,
    "sparse": error("documents without the field are missing from the index, or count in it"),
    "storageengine": _STORAGE,
    "textindexversion": _SEARCH,
    "timeseries": error("documents are stored, and can be changed, in another way"),
    "viewon": error("the view shows another collection"),
    "weights": _SEARCH,
    "wildcardprojection": warning("other fields are in the index, and queries for the expected ones can become slow"),
}

#: By the beginning of the name.
_FAMILIES: Mapping[str, Harm] = {
    "autovacuum_": info("the server cleans the table up at other times"),
    "collation of ": _COLLATION,
    "foreign.": error("rows come from somewhere else, or in another form"),
    "fdw.": error("values come from somewhere else, or in another form"),
    "order of ": _PLANNER,
    "period.": _HISTORY,
    "set.": warning("it runs with other settings, such as the schemas where it looks for names"),
    "toast.": _STORAGE,
}

_CRASH = "a crash empties it, and replicas do not have its contents"
_LOGGED = "writes take longer, because they are logged"
_EXPIRE = "documents are deleted on their own once they are old enough"
_KEPT = "nothing deletes old documents, and the collection grows"
_FULL = "the oldest documents are deleted when the collection is full"

#: What happens where it is set to something nobody expects, and where it is not set and should be.
_SWITCHES: Mapping[str, tuple[Harm, Harm]] = {
    "capped": (error(_FULL), warning(_KEPT)),
    "expireafterseconds": (error(_EXPIRE), warning(_KEPT)),
    "persistence": (error(_CRASH), warning(_LOGGED)),
    "unlogged": (error(_CRASH), warning(_LOGGED)),
}


def options(expected: Any, actual: Any) -> Iterator[Harm]:
    """One harm for each option that differs, those that nobody knows together."""
    old, new = dict(expected.options), dict(actual.options)
    names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    yield from dict.fromkeys(_harm(kind_of(actual), name, new.get(name)) for name in names)


def _harm(kind: str, name: str, value: str | None) -> Harm:
    plain = name.lower()
    if plain in _SWITCHES:
        there, away = _SWITCHES[plain]
        where = f"without {name}" if value is None else f"where {name} is {value}"
        return (away if value is None else there)._replace(where=where)
    family = next((harm for prefix, harm in _FAMILIES.items() if plain.startswith(prefix)), _UNKNOWN)
    return _HARMS.get(f"{kind}.{plain}") or _HARMS.get(plain, family)


def expires(item: Any) -> bool:
    """Whether a MongoDB index deletes documents."""
    return any(name == "expireAfterSeconds" for name, _ in item.options)
