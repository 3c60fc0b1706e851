"""Which values do not survive a change of type in MySQL and MariaDB, in strict mode.

There values that are too long or out of range stop the statement, while fractions are rounded without a word:
MySQL manual 8.4, "Server SQL Modes" (7.1.11) and "Rounding Behavior". Measured on MariaDB 10.11.
"""

from __future__ import annotations

from schemaguard.databases.mysql.type_names import WIDTHS, TypeName
from schemaguard.databases.narrowing import DOUBLE, REAL, Loss, Number, decimal, number_losses, whole
from schemaguard.target import Target

_BITS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "integer": 32, "bigint": 64}
_NUMBERS = frozenset({*_BITS, "numeric", "float", "double precision"})
#: Bytes: section 13.3.4.
_TEXTS = {"tinytext": 2**8 - 1, "text": 2**16 - 1, "mediumtext": 2**24 - 1, "longtext": 2**32 - 1}
_BLOBS = {"tinyblob": 2**8 - 1, "blob": 2**16 - 1, "mediumblob": 2**24 - 1, "longblob": 2**32 - 1}
_STRINGS = frozenset({"char", "varchar", *_TEXTS})
_BINARIES = frozenset({"binary", "varbinary", *_BLOBS})
_MEMBERS = frozenset({"enum", "set"})
_TIMES = frozenset({"date", "datetime", "timestamp", "time"})
#: Characters of a date or time without its fraction: section 13.2. A time may have three digits of hours.
_LENGTHS = {"date": 10, "datetime": 19, "timestamp": 19, "time": 10, "uuid": 36}
#: A double in words: sign, 17 digits, point, exponent.
_LONGEST_FLOAT = 24
#: The range of a timestamp: section 13.2.2, and MariaDB's documentation.
_EPOCH = "moments before 1970 or after 2038"
_BETWEEN_TIMES = {
    ("datetime", "date"): ["the time of day"],
    ("timestamp", "date"): ["the time of day"],
    ("datetime", "time"): ["the date"],
    ("timestamp", "time"): ["the date"],
    ("date", "time"): ["the date"],
    ("date", "datetime"): [],
    ("timestamp", "datetime"): [],
}


def losses(old: TypeName, new: TypeName, target: Target) -> list[Loss] | None:
    """The values that do not fit; None where it cannot be told."""
    if old.name in _NUMBERS and new.name in _NUMBERS:
        return number_losses(_number(old), _number(new))
    if old.name in _TIMES and new.name in _TIMES:
        return _times(old, new)
    if new.name in _STRINGS | _BINARIES:
        return _to_string(old, new)
    if old.name in _MEMBERS and new.name in _MEMBERS:
        return _members(old, new)
    return _from_string(old, new, target) if old.name in _STRINGS else None


def _number(kind: TypeName) -> Number:
    if kind.name in _BITS:
        return whole(_BITS[kind.name], unsigned=kind.unsigned)
    if kind.name == "numeric":
        return decimal(*kind.sizes, unsigned=kind.unsigned)
    floating = REAL if kind.name == "float" else DOUBLE
    return Number(low=0, digits=floating.digits, exact=floating.exact) if kind.unsigned else floating


def _times(old: TypeName, new: TypeName) -> list[Loss] | None:
    found: list[Loss] = []
    pair = (old.name, new.name)
    if new.name == "timestamp" and old.name in ("date", "datetime"):
        found.append(Loss(_EPOCH))
    elif old.name != new.name:
        if pair not in _BETWEEN_TIMES:
            # A time gets the date of today.
            return None
        found += [Loss(text, fails=False) for text in _BETWEEN_TIMES[pair]]
    if new.limit is not None and old.limit is not None and new.limit < old.limit:
        found.append(Loss(f"fractions of a second beyond {new.limit} digits", fails=False))
    return found


def _to_string(old: TypeName, new: TypeName) -> list[Loss] | None:
    found = _too_long(old, new)
    if found is None:
        return None
    if old.name in _BINARIES and new.name in _STRINGS:
        found.append(Loss(f"bytes that are no {new.charset} text"))
    elif old.name in _STRINGS and new.name in _STRINGS and _width(new) < _width(old):
        found.append(Loss(f"characters that {new.charset} does not have"))
    return found


def _too_long(old: TypeName, new: TypeName) -> list[Loss] | None:
    """Compared in characters where both count them, else in bytes."""
    longest = _length(old)
    if longest is None:
        return None
    room = _TEXTS.get(new.name) or _BLOBS.get(new.name)
    if room is not None:
        fits = longest * (_width(old) if old.name not in _TEXTS else 1) <= room
        return [] if fits else [Loss(f"values longer than {room} bytes")]
    limit = new.limit or 0
    in_bytes = new.name in _BINARIES and old.name in ("char", "varchar")
    fits = longest * (_width(old) if in_bytes else 1) <= limit
    return [] if fits else [Loss(f"values longer than {limit} {'bytes' if new.name in _BINARIES else 'characters'}")]


def _width(kind: TypeName) -> int:
    return WIDTHS.get(kind.charset, 1) if kind.name in _STRINGS | _MEMBERS else 1


def _length(kind: TypeName) -> int | None:
    """The greatest length of a value as text: in characters, and in bytes for types that count bytes."""
    if kind.name in _NUMBERS:
        return _digits(kind)
    if kind.name in _MEMBERS:
        lengths = [len(member) for member in kind.members]
        return max(lengths, default=0) if kind.name == "enum" else sum(lengths) + len(lengths) - 1
    if kind.name in _LENGTHS:
        return _LENGTHS[kind.name] + (kind.limit + 1 if kind.limit else 0)
    if kind.name == "json":
        return _TEXTS["longtext"]
    if kind.name in ("char", "varchar", "binary", "varbinary"):
        return kind.limit
    return _TEXTS.get(kind.name) or _BLOBS.get(kind.name)


def _digits(kind: TypeName) -> int:
    number = _number(kind)
    if number.high is None:
        return _LONGEST_FLOAT
    fraction = number.scale + 1 if number.scale else 0
    sign = 0 if number.low == 0 else 1
    return len(str(number.high)) + fraction + sign


def _members(old: TypeName, new: TypeName) -> list[Loss]:
    found = []
    if old.name == "set" and new.name == "enum":
        found.append(Loss("combinations of members"))
    gone = [member for member in old.members if member not in new.members]
    if gone:
        found.append(Loss(f"the values {', '.join(map(repr, gone))}"))
    return found


def _from_string(old: TypeName, new: TypeName, target: Target) -> list[Loss] | None:
    if new.name in _NUMBERS:
        return [Loss("texts that are no number"), *_rounded(new, target)]
    if new.name in _MEMBERS:
        return [Loss(f"values other than {', '.join(map(repr, new.members))}")]
    if new.name == "json":
        # MySQL stores JSON in a form of its own; MariaDB keeps the text and checks it.
        kept = [] if target.is_mariadb() else [Loss("the order of keys and duplicate keys", fails=False)]
        return [Loss("texts that are no JSON"), *kept]
    named = {"uuid": "UUID", "date": "date", "datetime": "date", "timestamp": "date", "time": "time"}
    return [Loss(f"texts that are no {named[new.name]}")] if new.name in named else None


def _rounded(new: TypeName, target: Target) -> list[Loss]:
    """MariaDB refuses a fraction in a text where a whole number belongs (measured); MySQL rounds it."""
    if new.name in _BITS and target.is_mariadb():
        return []
    return [loss for loss in number_losses(Number(), _number(new)) if not loss.fails]
