"""What a change of a column's type costs PostgreSQL.

Measured on 14, 15 and 18 by comparing ``pg_class.relfilenode`` before and after; the tests repeat it. Manual 18,
ALTER TABLE, notes: the table is not rewritten where the old type is binary coercible to the new one, and the
indexes are not built anew where the order of values stays the same.
"""

from __future__ import annotations

from schemaguard.databases.base import TypeChange
from schemaguard.databases.narrowing import told
from schemaguard.databases.postgresql.type_losses import KNOWN, losses
from schemaguard.databases.postgresql.type_names import TypeName, read
from schemaguard.target import Target

#: Stored alike, so that any of them becomes another without a rewrite. citext orders values in its own way.
_TEXTS = frozenset({"varchar", "text", "citext"})
_ALIKE = frozenset({("cidr", "inet"), ("bit", "varbit")})
_TIMESTAMPS = frozenset({"timestamp", "timestamp with time zone"})
UNKNOWN = TypeChange("unknown", None)


def type_change(before: str | None, after: str | None, target: Target) -> TypeChange:
    """Judge the statement that Django writes: it casts with USING where the kind of type changes."""
    if before is None or after is None:
        return UNKNOWN
    old, new = read(before), read(after)
    if old == new:
        return TypeChange("none")
    if not {old.name, new.name} <= KNOWN:
        # A domain, an enum, a type of an extension.
        return UNKNOWN
    found = losses(old, new)
    if found is None and "bytea" in (old.name, new.name) and not target.at_least(18):
        found = "no cast"
    if found is None:
        return TypeChange(_cost(old, new), None, rebuilds_indexes=_reorders(old, new))
    if found == "no cast":
        return TypeChange("none", f"all values, as PostgreSQL has no cast from {before} to {after}")
    text, fails = told(found)
    return TypeChange(_cost(old, new), text, fails, rebuilds_indexes=_reorders(old, new))


def _cost(old: TypeName, new: TypeName) -> str:
    if old.array or new.array:
        # Measured: varchar(20)[] to varchar(50)[] rewrites, other than the same change outside of an array.
        return "rewrite"
    if old.name == new.name:
        return "none" if _widens(old, new) else "rewrite"
    if {old.name, new.name} == _TIMESTAMPS and new.limit == 6:
        # Release notes 12: no rewrite in a session whose TimeZone is UTC, as Django's is with USE_TZ. Else a rewrite.
        return "unknown"
    alike = {old.name, new.name} <= _TEXTS or (old.name, new.name) in _ALIKE or _pads_no_more(old, new)
    return "none" if alike and new.limit is None else "rewrite"


def _widens(old: TypeName, new: TypeName) -> bool:
    """Whether only the size grows, in a way that leaves stored values as they are."""
    if old.name == "numeric":
        return not new.sizes or (bool(old.sizes) and old.sizes[1] == new.sizes[1] and old.sizes[0] <= new.sizes[0])
    if old.name in ("char", "bit"):
        return old.name == "char" and new.limit is None
    return new.limit is None or (old.limit is not None and old.limit <= new.limit)


def _reorders(old: TypeName, new: TypeName) -> bool:
    names = {old.name, new.name}
    otherwise = names == _TIMESTAMPS or bool(names & {"citext", "bit"}) or _pads_no_more(old, new)
    return _cost(old, new) != "rewrite" and otherwise


def _pads_no_more(old: TypeName, new: TypeName) -> bool:
    """From a text to bpchar without a length, which is stored alike, but compares without spaces at the end."""
    return old.name in _TEXTS and new.name == "char" and new.limit is None
