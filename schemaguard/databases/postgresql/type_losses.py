"""Which values do not survive a change of type in PostgreSQL.

Read as an explicit cast, since Django writes ``USING column::type`` where the kind of type changes
(django.db.backends.postgresql.schema, ``_using_sql``). That matters: by an explicit cast to ``varchar(20)`` longer
texts are cut without an error, while the same change between two sizes of varchar, without USING, fails
(manual 18, section 8.3). Which casts exist is in ``pg_cast``; the tests compare.
"""

from __future__ import annotations

from typing import Literal

from schemaguard.databases.narrowing import DOUBLE, REAL, Loss, Number, decimal, number_losses, whole
from schemaguard.databases.postgresql.type_names import TypeName

Losses = list[Loss] | Literal["no cast"] | None

_TEXTS = frozenset({"varchar", "text", "citext", "char"})
_WHOLE = {"smallint": whole(16), "integer": whole(32), "bigint": whole(64)}
_NUMBERS = frozenset({*_WHOLE, "numeric", "real", "double precision"})
_BITS = frozenset({"bit", "varbit"})
#: The text form of a value is never longer.
_LONGEST = {"smallint": 6, "integer": 11, "bigint": 20, "boolean": 5, "uuid": 36}
_PLACES = frozenset({"timestamp", "timestamp with time zone", "time", "time with time zone", "interval"})
KNOWN = _TEXTS | _NUMBERS | _BITS | _PLACES | {"boolean", "uuid", "json", "jsonb", "bytea", "date", "inet", "cidr"}

_DATE, _TIME, _ZONE = "the date", "the time of day", "the time zone"
#: What goes with a cast between dates and times, without an error: manual 18, section 8.5. None: it depends on the
#: TimeZone of the session, in which times without a zone are read and written.
_TIMES: dict[tuple[str, str], str | None] = {
    ("date", "timestamp"): "",
    ("date", "timestamp with time zone"): "",
    ("timestamp", "date"): _TIME,
    ("timestamp", "time"): _DATE,
    ("timestamp", "timestamp with time zone"): None,
    ("timestamp with time zone", "date"): _TIME,
    ("timestamp with time zone", "time"): _DATE,
    ("timestamp with time zone", "time with time zone"): _DATE,
    ("timestamp with time zone", "timestamp"): None,
    ("time", "time with time zone"): "",
    ("time", "interval"): "",
    ("time with time zone", "time"): _ZONE,
    ("interval", "time"): "days and months",
}
#: Casts that only the author can judge; those between bytea and numbers exist since PostgreSQL 18.
_RARE = {("jsonb", name) for name in (*_NUMBERS, "boolean")} | {
    pair for name in ("integer", "bigint") for pair in ((name, "bit"), ("bit", name))
}
_BYTES = {pair for name in _WHOLE for pair in ((name, "bytea"), ("bytea", name))}
#: Everything else there is between types that differ, and what goes with it.
_OTHERS: dict[tuple[str, str], str] = {
    ("integer", "boolean"): "numbers other than 0 and 1",
    ("boolean", "integer"): "",
    # White space, the order of keys and duplicate keys go, which no reader of JSON may rely on: RFC 8259, section 4.
    ("json", "jsonb"): "",
    ("jsonb", "json"): "",
    ("cidr", "inet"): "",
    ("inet", "cidr"): "the bits of hosts",
}
#: What a cast of a text leaves out without an error.
_IGNORED = {"date": _TIME, "time": _DATE}


def losses(old: TypeName, new: TypeName) -> Losses:
    """The values that do not fit; None where it cannot be told, "no cast" where the server refuses the statement."""
    if old.array and new.array:
        return losses(old.element, new.element)
    if old.array or new.array:
        return _array(old, new)
    if old.name == new.name:
        return _resized(old, new)
    if new.name in _TEXTS:
        return _to_text(old, new)
    if old.name in _TEXTS:
        return [Loss("texts of another form"), *_form(new)]
    return _between(old, new)


def _array(old: TypeName, new: TypeName) -> Losses:
    """Texts are the only other form of an array."""
    if new.array:
        return [Loss("texts that are no array")] if old.name in _TEXTS else "no cast"
    if new.name not in _TEXTS:
        return "no cast"
    return [] if new.limit is None else [_cut(new)]


def _resized(old: TypeName, new: TypeName) -> Losses:
    if old.name == "numeric":
        return number_losses(_number(old), _number(new))
    if old.name in _PLACES:
        return _fraction(old, new)
    if new.limit is None or (old.limit is not None and old.limit <= new.limit):
        return []
    # Only between sizes of varchar does Django leave out USING. Fields of different classes, such as a SlugField
    # in place of a CharField, get it all the same: that is not visible here.
    return [_cut(new, fails=old.name == "varchar")]


def _cut(new: TypeName, *, fails: bool = False) -> Loss:
    unit = "bits" if new.name in _BITS else "characters"
    return Loss(f"values longer than {new.limit} {unit}", fails)


def _fraction(old: TypeName, new: TypeName) -> list[Loss]:
    if new.limit is None or old.limit is None or old.limit <= new.limit:
        return []
    return [Loss(f"fractions of a second beyond {new.limit} digits", fails=False)]


def _to_text(old: TypeName, new: TypeName) -> list[Loss]:
    longest = old.limit if old.name in _TEXTS else _LONGEST.get(old.name)
    if new.limit is None or (longest is not None and longest <= new.limit):
        return []
    return [_cut(new)]


def _form(new: TypeName) -> list[Loss]:
    """What the form of a text does not say: values of a good form are changed as well."""
    if new.name == "numeric" and not new.sizes:
        return []
    if new.name in ("numeric", "real", "double precision"):
        return number_losses(Number(), _number(new))
    return _quiet(_IGNORED.get(new.name, ""))


def _between(old: TypeName, new: TypeName) -> Losses:
    pair = (old.name, new.name)
    if set(pair) <= _NUMBERS:
        return number_losses(_number(old), _number(new))
    if set(pair) == _BITS:
        return [] if new.limit is None or (old.limit or new.limit + 1) <= new.limit else [_cut(new)]
    if pair in _TIMES:
        gone = _TIMES[pair]
        return None if gone is None else [*_quiet(gone), *_fraction(old, new)]
    if pair in _OTHERS:
        return _quiet(_OTHERS[pair])
    return None if pair in _RARE or pair in _BYTES else "no cast"


def _quiet(text: str) -> list[Loss]:
    return [Loss(text, fails=False)] if text else []


def _number(kind: TypeName) -> Number:
    if kind.name in _WHOLE:
        return _WHOLE[kind.name]
    if kind.name == "numeric":
        return decimal(*kind.sizes) if kind.sizes else Number()
    return REAL if kind.name == "real" else DOUBLE
