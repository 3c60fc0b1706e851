"""Rare attributes: what those do that are known by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schemaguard.schema.harms.base import Harm, error, info, warning

_SECURITY = "rows are hidden, shown or refused by other rules"
_STORAGE = info("rows are stored in another way, and come back the same")
_UNKNOWN = warning("the database treats it in another way")


#: By the name, in small letters and without marks: what happens where the value is not the expected one.
_HARMS: Mapping[str, Harm] = {
    "algorithm": warning("the view is worked out in another way, which can make it slow or read-only"),
    "charset": error("characters can be refused, or stored as something else"),
    "checkoption": error("writes through the view accept other rows"),
    "clusteredindex": warning("documents are stored in another order, and keyed in another way"),
    "collation": warning("texts sort, compare and count as duplicates in another way"),
    "default_language": warning("text searches find other documents"),
    "deterministic": warning("the server may reuse results that it should compute, or the reverse"),
    "encoding": error("characters can be refused, or stored as something else"),
    "enforced": error("the database accepts rows that break the constraint, or no longer does"),
    "engine": error("transactions, foreign keys and locks work in another way, or not at all"),
    "fillfactor": _STORAGE,
    "invisible": warning("SELECT * leaves the column out, or no longer does"),
    "key_block_size": _STORAGE,
    "compression": _STORAGE,
    "language": warning("text searches find other documents"),
    "leakproof": warning("queries under row security are planned in another way"),
    "max": error("the oldest documents are deleted sooner, or later"),
    "on_update": error("updates set the column on their own, or no longer do"),
    "parallel": info("only the speed of queries differs"),
    "partialfilterexpression": error("other documents count for the index"),
    "prepareunique": warning("new duplicates are refused, or get in"),
    "replica_identity": warning("replicas that follow the table by its rows miss changes, or stop"),
    "row_format": _STORAGE,
    "row_security": error(_SECURITY),
    "row_level_security": error(_SECURITY),
    "force_row_security": error(_SECURITY),
    "security": warning("it runs with the rights of another user"),
    "security_barrier": warning("functions in queries can see rows that the view hides, or no longer can"),
    "security_definer": warning("it runs with the rights of another user"),
    "security_invoker": warning("it runs with the rights of another user"),
    "size": error("the oldest documents are deleted sooner, or later"),
    "sparse": warning("documents without the field are missing from the index, or count in it"),
    "sql_mode": warning("its statements treat bad values and quotes in another way"),
    "statistics": info("only the estimates of the planner differ"),
    "storage": _STORAGE,
    "strict": error("values of another type are stored instead of refused, or the reverse"),
    "system_versioned": error("the history of rows is kept, or no longer is"),
    "tablespace": _STORAGE,
    "timeseries": error("documents are stored, and can be changed, in another way"),
    "volatility": warning("the planner calls the function more or less often, which can change results"),
    "weights": warning("text searches rank documents in another way"),
    "without_rowid": warning("the table has no rowid, or has one"),
}


_CRASH = "a crash empties the table, and replicas do not have its rows"
_EXPIRE = "documents are deleted on their own once they are old enough"
_FULL = "the oldest documents are deleted when the collection is full"

#: What happens where it is set to something nobody expects, and where it is not set and should be.
_SWITCHES: Mapping[str, tuple[Harm, Harm]] = {
    "capped": (error(_FULL), warning("nothing deletes the oldest documents, and the collection grows")),
    "expireafterseconds": (error(_EXPIRE), warning("nothing deletes old documents, and the collection grows")),
    "unlogged": (error(_CRASH), warning("writes take longer, because the table is logged")),
}


def options(expected: Any, actual: Any) -> Iterator[Harm]:
    """One harm for each option that differs, those that nobody knows together."""
    old, new = dict(expected.options), dict(actual.options)
    names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    yield from dict.fromkeys(_harm(name, new.get(name)) for name in names)


def _harm(name: str, value: str | None) -> Harm:
    plain = name.lower().replace(" ", "_").replace("-", "_")
    if plain not in _SWITCHES:
        return _HARMS.get(plain, _UNKNOWN)
    there, away = _SWITCHES[plain]
    return away._replace(where=f"without {name}") if value is None else there._replace(where=f"where {name} is {value}")


def expires(item: Any) -> bool:
    """Whether a MongoDB index deletes documents."""
    return any(name == "expireAfterSeconds" for name, _ in item.options)
