"""Values that can be told apart, for each kind of column: the longest and largest, the smallest, then others.

Always the same ones. ``number`` is the place of the column in its table, so that neighbours get different values and
it shows when two columns are swapped.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from itertools import islice
from typing import Any

from schemaguard.databases.values import Accepts

#: How many are made for a column.
COUNT = 8
#: Texts without a limit are as long as no varchar(255) takes; none is longer than this one.
_LONG, _LONGEST = 300, 2000
_LETTERS = "Abcdefghij Klmnopqrst Uvwxyz "


def samples(accepts: Accepts, number: int = 0, *, modest: bool = False) -> list[Any]:
    """Different values that the column takes. ``modest``: without any that lie at a limit."""
    if accepts.family == "one of":
        return list(accepts.labels)
    make = _MAKERS.get(accepts.family)
    if make is None:
        return []
    found = make(accepts, number)
    return _distinct(found[2:] + found[:2] if modest else found)


def _distinct(values: list[Any]) -> list[Any]:
    """1, True and 1.0 are equal, and the same to no database; texts and numbers do not meet in one column."""
    kept: list[Any] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return list(islice(kept, COUNT))


def _integers(accepts: Accepts, number: int) -> list[Any]:
    low, high = (
        int(accepts.low if accepts.low is not None else -(2**31)),
        int(accepts.high if accepts.high is not None else 2**31 - 1),
    )
    near = max(low, 0)
    wanted = [
        high - number,
        low + number,
        *(near + step + number for step in (3, 11, 23, 37, 1, 2)),
        high,
        low,
        low + 1,
    ]
    return [value for value in wanted if low <= value <= high]


def _decimals(accepts: Accepts, number: int) -> list[Any]:
    places = accepts.places if accepts.places is not None else 4
    digits = accepts.length if accepts.length is not None else 20
    unit = Decimal(1).scaleb(-places)
    most = (Decimal(10) ** digits - 1).scaleb(-places) if digits <= 60 else Decimal(10) ** 30
    high = min(most, Decimal(accepts.high)) if accepts.high is not None else most
    low = max(-most, Decimal(accepts.low)) if accepts.low is not None else -most
    near = max(low, Decimal(0))
    wanted = [high - number * unit, low + number * unit]
    wanted += [near + (step + number) * unit for step in (3, 11, 23, 37, 101, 1)]
    wanted += [near + step for step in (1, 2, 5)] + [high, low]
    context = Context(prec=200)
    return [context.quantize(value, unit) for value in wanted if low <= value <= high]


def _floats(accepts: Accepts, number: int) -> list[Any]:
    low = float(accepts.low) if accepts.low is not None else -1e15
    high = float(accepts.high) if accepts.high is not None else 1e15
    near = max(low, 0.0)
    wanted = [
        0.1 + number,
        -2.5 - number,
        *(near + number + step + 0.25 for step in (3, 11, 23)),
        low,
        high,
        near + 1e-4,
    ]
    return [value for value in wanted if low <= value <= high]


def _texts(accepts: Accepts, number: int) -> list[Any]:
    if accepts.form in _FORMS:
        found = [value for value in _FORMS[accepts.form](accepts, number) if _fits(value, accepts.length)]
        if len(found) > 1:  # Otherwise the column is too short for what its field means.
            return found
    length = min(accepts.length if accepts.length is not None else _LONG, _LONGEST)
    letter = _LETTERS[number % 10]
    longest = (f"{letter}{number} " + _LETTERS * (length // len(_LETTERS) + 1))[:length]
    if longest.endswith(" "):  # What some databases do not count.
        longest = longest[:-1] + "z"
    other = f"00{number}7 Ünï çødé "
    if len(other) > length:
        other = f"0{'é' * (length - 1)}" if length > 1 else "é"
    plain = [f"{letter}{step}{number}"[-length:] if length < 4 else f"{letter}-{step}-{number}" for step in range(3, 9)]
    return [longest, other, *(value for value in [*plain, *"xyzXYZ0123456789"] if _fits(value, length))]


def _fits(value: str, length: int | None) -> bool:
    return length is None or len(value) <= length


def _emails(accepts: Accepts, number: int) -> list[Any]:
    """The first is as long as the column takes, and has capitals always: people write them, code lowers them."""
    end = f"{number}@mail.example.com"
    room = min(accepts.length or _LONGEST, 64 + len("@mail.example.com")) - len(end)
    return [
        *([("Longest.Name" * 6)[:room] + end] if room > 0 else [f"A{number}@b.co"]),
        f"00{number}7+tag@example.org",
        *(f"p{step}.{number}@example.com" for step in range(3, 9)),
        "a@b.co",
        "c@d.co",
    ]


def _slugs(accepts: Accepts, number: int) -> list[Any]:
    length = min(accepts.length or 50, _LONGEST)
    long = (f"l{number}-" + "slug-" * length)[: length - 1] + "z"
    return [long, f"00{number}7-slug", *(f"s{step}-{number}" for step in range(3, 9)), *"abcdef"]


def _urls(accepts: Accepts, number: int) -> list[Any]:
    length = min(accepts.length or 200, _LONGEST)
    long = f"https://example.com/{number}/".ljust(length, "l")
    return [
        long,
        f"http://example.org/00{number}7?q=%C3%A9",
        *(f"https://example.com/{step}/{number}" for step in range(3, 9)),
    ]


def _paths(accepts: Accepts, number: int) -> list[Any]:
    length = min(accepts.length or 100, _LONGEST)
    return [f"files/{number}".ljust(length - 4, "l") + ".txt", *(f"files/{step}-{number}.txt" for step in range(2, 9))]


def _uuid_texts(accepts: Accepts, number: int) -> list[Any]:
    found = _uuids(accepts, number)
    return [value.hex if (accepts.length or 36) < 36 else str(value) for value in found]


def _ipv4(accepts: Accepts, number: int) -> list[Any]:
    return [f"192.0.2.{number % 250 + 1}", *(f"198.51.100.{(number + step) % 250}" for step in range(1, 8))]


def _addresses(accepts: Accepts, number: int) -> list[Any]:
    if accepts.form == "ipv4":
        return _ipv4(accepts, number)
    return [
        f"192.0.2.{number % 250 + 1}",
        f"2001:db8::{number + 1:x}",
        *(f"198.51.100.{(number + step) % 250}" for step in range(6)),
    ]


def _bytes(accepts: Accepts, number: int) -> list[Any]:
    length = min(accepts.length if accepts.length is not None else 40, _LONGEST)
    base = bytes([0, 255, 39, 92, number % 256])
    return [(base * (length // 5 + 1))[:length], *(bytes([step, number % 256, 128])[-length:] for step in range(2, 10))]


def _booleans(accepts: Accepts, number: int) -> list[Any]:
    return [True, False]


def _dates(accepts: Accepts, number: int) -> list[Any]:
    starts = [(2037, 12, 1), (1970, 1, 2), (2000, 2, 29), (2024, 2, 29), (2011, 6, 15), (2019, 9, 30)]
    return [dt.date(*start) + dt.timedelta(days=number % 28) for start in starts]


def _times(accepts: Accepts, number: int) -> list[Any]:
    step = dt.timedelta(minutes=number % 50)
    starts = [(23, 5, 59, 999999), (0, 0, 0, 0), (9, 8, 7, 600), (12, 0, 0, 0), (15, 0, 1, 1), (18, 0, 0, 0)]
    return [_rounded((dt.datetime(2000, 1, 1, *start) + step).time(), accepts) for start in starts]  # noqa: DTZ001


def _moments(accepts: Accepts, number: int) -> list[Any]:
    """Not in UTC, with parts of a second, in a summer and a winter, before and after most others."""
    east = dt.timezone(dt.timedelta(hours=5, minutes=45))
    starts = [
        dt.datetime(2037, 10, 25, 1, 30, 0, 123457, tzinfo=east),
        dt.datetime(1970, 2, 1, 23, 59, 59, 999999, tzinfo=dt.UTC),
        dt.datetime(2000, 2, 29, tzinfo=dt.UTC),
        *(dt.datetime(2001 + step, 7, 1, 12, step, tzinfo=dt.UTC) for step in range(4)),
    ]
    return [_rounded(start + dt.timedelta(days=number % 28), accepts) for start in starts]


def _rounded(value: Any, accepts: Accepts) -> Any:
    places = accepts.places if accepts.places is not None else 6
    unit = 10 ** (6 - min(places, 6))
    return value.replace(microsecond=value.microsecond // unit * unit)


def _intervals(accepts: Accepts, number: int) -> list[Any]:
    spans = [(400, 3600, 123457), (-1, 0, 1), (0, 90, 0), (7, 0, 0), (0, 5, 500), (30, 1, 0)]
    return [dt.timedelta(days, seconds + number, parts) for days, seconds, parts in spans]


def _uuids(accepts: Accepts, number: int) -> list[Any]:
    return [
        uuid.UUID(int=((0xF0 - step * 16) << 120) + (step + 1) * 0x1234567 + number, version=4) for step in range(COUNT)
    ]


def _documents(accepts: Accepts, number: int) -> list[Any]:
    if accepts.form == "list":
        return [[number, "é", None, 1.5], [f"l{number}"], [], *([step] for step in range(5))]
    first = {"k": f"é {number}", "list": [1, 2.5, None, True], "deep": {"a": {"b": "c"}}}
    return [first, {"k": number}, {}, *({"k": step} for step in range(100, 105))]


_FORMS: Mapping[str, Callable[[Accepts, int], list[Any]]] = {
    "email": _emails,
    "slug": _slugs,
    "url": _urls,
    "path": _paths,
    "uuid": _uuid_texts,
    "ipv4": _ipv4,
    "address": _addresses,
}
_MAKERS: Mapping[str, Callable[[Accepts, int], list[Any]]] = {
    "integer": _integers,
    "decimal": _decimals,
    "float": _floats,
    "text": _texts,
    "bytes": _bytes,
    "boolean": _booleans,
    "date": _dates,
    "time": _times,
    "timestamp": _moments,
    "interval": _intervals,
    "uuid": _uuids,
    "json": _documents,
    "address": _addresses,
}
