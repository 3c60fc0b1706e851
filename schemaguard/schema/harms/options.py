"""Rare attributes: what those do that are known by name, as the readers of each kind of database write it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from schemaguard.schema.harms.base import Harm, error, info, warning
from schemaguard.schema.harms.texts import sorting
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
    "fillfactor": _STORAGE,
    "leakproof": warning("queries under row security are planned in another way"),
    "n_distinct": _PLANNER,
    "parallel": _PLANNER,
    "period": _PERIODS,
    "replica_identity": warning("replicas that follow the table by its rows miss changes, or stop"),
    "rows": _PLANNER,
    "security": _RIGHTS,
    "security_barrier": _VIEW_RIGHTS,
    "security_invoker": _RIGHTS,
    "statistics": _PLANNER,
    "storage": _STORAGE,
    "support": _PLANNER,
    "tablespace": _STORAGE,
    "volatility": warning("the planner calls the function more or less often, which can change results"),
    "without_overlaps": _PERIODS,
    # MySQL and MariaDB
    "algorithm": warning("the view is worked out in another way, which can make it slow or read-only"),
    "compressed": _STORAGE,
    "data_access": info("it only says what the routine does"),
    "deterministic": warning("results may be reused that should be computed, and replication may refuse the routine"),
    "enabled": error("it does not run, or runs again"),
    "engine": error("transactions, foreign keys and locks work in another way, or not at all"),
    "follows": warning("triggers run in another order"),
    "key_block_size": _STORAGE,
    "page_compressed": _STORAGE,
    "parts": error("other rows count as equal: duplicates get in, or good rows are refused"),
    "preserved": warning("the event is dropped after its last run, or no longer is"),
    "row_format": _STORAGE,
    "sql_mode": warning("its statements treat bad values and quotes in another way"),
    "srid": error("geometries of another reference system are refused, or get in"),
    "time_zone": warning("the event runs at another time"),
    # SQLite
    "arguments": error("the virtual table holds or finds something else"),
    "module": error("the virtual table holds or finds something else"),
    "on_conflict": error("rows that break the constraint are refused, ignored, or replace others"),
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
    "size": _GONE,
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

_GET_IN = "rows get in that break the constraint"
_REFUSED = "rows that break the constraint are refused"

#: What happens where it is set to something nobody expects, and where it is not set and should be.
_SWITCHES: Mapping[str, tuple[Harm, Harm]] = {
    "capped": (error(_FULL), warning(_KEPT)),
    "column.system_versioning": (
        error("changes of the column are not kept"),
        warning("changes of the column are kept"),
    ),
    "enforced": (error(_GET_IN, "where it is not enforced"), error(_REFUSED, "where it is enforced")),
    "expireafterseconds": (error(_EXPIRE), warning(_KEPT)),
    "invisible": (warning("SELECT * leaves the column out"), warning("SELECT * brings the column")),
    "no_inherit": (
        error(f"in child tables, {_GET_IN}", "where it is not inherited"),
        error(f"in child tables, {_REFUSED}", "where it is inherited"),
    ),
    "not_null": (
        error(
            "NULLs from before, or in child tables, are there or get in", "where NOT NULL is not proven for all rows"
        ),
        info("no row has a NULL", "where NOT NULL holds for all rows"),
    ),
    "on_update": (error("updates set the column on their own"), error("updates no longer set the column")),
    "persistence": (error(_CRASH), warning(_LOGGED)),
    "prepareunique": (error("new duplicates are refused"), error("new duplicates get in")),
    "routine.strict": (
        warning("calls with NULL give NULL at once", "where it is strict"),
        warning("calls with NULL run the code", "where it is not strict"),
    ),
    "strict": (
        error("values of another type are refused", "where the table is strict"),
        error("values of another type are stored", "where the table is not strict"),
    ),
    "system_versioning": (
        warning("old versions of rows are kept, and take room"),
        error("no old versions of rows are kept"),
    ),
    "triggers": (
        error(f"the database does not enforce the constraint: {_GET_IN}", "where its triggers are switched off"),
        error(_REFUSED, "where its triggers are on"),
    ),
    "unlogged": (error(_CRASH), warning(_LOGGED)),
    "without_rowid": (
        warning("queries for the rowid fail", "where the table has no rowid"),
        info("the table has a rowid", "where the table has a rowid"),
    ),
}


def options(expected: Any, actual: Any) -> Iterator[Harm]:
    """One harm for each option that differs, those that nobody knows together."""
    old, new = dict(expected.options), dict(actual.options)
    names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    if "capped" in names:
        # How much fits says nothing where one side has no limit.
        names = [name for name in names if name not in ("max", "size")]
    yield from dict.fromkeys(_harm(actual, name, old.get(name), new.get(name)) for name in names)


def _harm(item: Any, name: str, before: str | None, value: str | None) -> Harm:
    kind, plain = kind_of(item), name.lower()
    if plain in _OWN:
        return _OWN[plain](item, before or "", value or "")
    switch = _SWITCHES.get(f"{kind}.{plain}") or _SWITCHES.get(plain)
    if switch:
        harm = switch[0 if value else 1]
        return harm if harm.where else harm._replace(where=f"where {name} is {value}" if value else f"without {name}")
    family = next((harm for prefix, harm in _FAMILIES.items() if plain.startswith(prefix)), _UNKNOWN)
    return _HARMS.get(f"{kind}.{plain}") or _HARMS.get(plain, family)


def _row_security(item: Any, before: str, value: str) -> Harm:
    """PostgreSQL: "on", "forced", or "forced, but off"."""
    if value not in ("on", "forced"):
        off = "all users see and change all rows, whatever the policies say"
        return error(off, "where row security is off")
    if before not in ("on", "forced"):
        return error("rows are hidden or refused that no policy allows", "where row security is on")
    if value == "forced":
        return error("the policies bind the owner of the table as well", "where row security is forced")
    return error("the policies do not bind the owner of the table", "where row security is not forced")


def _sparse(item: Any, before: str, value: str) -> Harm:
    """MongoDB uses a sparse index only for queries that need no other documents."""
    if value:
        where = "where it is sparse"
        slow = "the index lacks documents without the field, and queries for all of them become slow"
        return error("several documents without the field get in", where) if item.unique else warning(slow, where)
    where = "where it is not sparse"
    more = info("documents without the field are in the index as well", where)
    return error("a second document without the field is refused", where) if item.unique else more


#: What more than the presence of the option decides about.
_OWN: Mapping[str, Callable[[Any, str, str], Harm]] = {
    "collation": lambda item, before, value: sorting(before, value),
    "row_security": _row_security,
    "sparse": _sparse,
}


def expires(item: Any) -> bool:
    """Whether a MongoDB index deletes documents."""
    return any(name == "expireAfterSeconds" for name, _ in item.options)
