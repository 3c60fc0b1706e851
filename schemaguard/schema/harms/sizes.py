"""Which of two types holds more. Only what their spelling says for certain."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SHAPE = re.compile(r"(?P<base>[a-z0-9_ ]+?) *(?:\((?P<arguments>[^()]*)\)(?P<rest>[^()]*))?")
_LABEL = re.compile(r"'(?:[^']|'')*'")

#: Bits of the whole numbers of PostgreSQL, MySQL and MariaDB.
_BITS: Mapping[str, int] = {
    "tinyint": 8,
    "smallint": 16,
    "int2": 16,
    "mediumint": 24,
    "int": 32,
    "integer": 32,
    "int4": 32,
    "bigint": 64,
    "int8": 64,
}
_UNLIMITED = 10**12
#: Lengths of texts and bytes without an argument: MySQL manual, "Data Type Storage Requirements".
_LENGTHS: Mapping[str, tuple[str, int]] = {
    "text": ("text", _UNLIMITED),
    "varchar": ("text", _UNLIMITED),
    "character varying": ("text", _UNLIMITED),
    "tinytext": ("text", 2**8),
    "mediumtext": ("text", 2**24),
    "longtext": ("text", 2**32),
    "varbinary": ("bytes", _UNLIMITED),
    "tinyblob": ("bytes", 2**8),
    "blob": ("bytes", 2**16),
    "mediumblob": ("bytes", 2**24),
    "longblob": ("bytes", 2**32),
    "char": ("char", 1),
    "character": ("char", 1),
    "bit varying": ("bits", _UNLIMITED),
}
_MYSQL_TEXTS = frozenset({"tinytext", "mediumtext", "longtext"})
_FLOATS: Mapping[str, int] = {"real": 1, "float4": 1, "float": 1, "double": 2, "double precision": 2, "float8": 2}

#: How SQLite reads a declared type, in this order: "Datatypes In SQLite", section 3.1.
_AFFINITIES: Mapping[str, str] = {
    "int": "INTEGER",
    "char": "TEXT",
    "clob": "TEXT",
    "text": "TEXT",
    "blob": "BLOB",
    "real": "REAL",
    "floa": "REAL",
    "doub": "REAL",
}

#: A family, and sizes that all have to be as large.
Size = tuple[str, tuple[int, ...]]


def fit(expected: str, actual: str) -> str:
    """Whether the second type is "narrower", "wider", the "same" under another name, or something "other"."""
    left, right = _labels(expected), _labels(actual)
    if left is not None and right is not None and left != right:
        return "narrower" if right < left else "wider" if left < right else "other"
    sizes = {text: _size(text) for text in (expected, actual)}
    if any(text.lower() in _MYSQL_TEXTS for text in sizes):
        # Elsewhere TEXT has no limit.
        sizes = {text: ("text", (2**16,)) if text.lower() == "text" else size for text, size in sizes.items()}
    old, new = sizes[expected], sizes[actual]
    if old is None or new is None or old[0] != new[0]:
        return "other"
    if old == new:
        return "same"
    pairs = list(zip(old[1], new[1], strict=True))
    if all(before >= after for before, after in pairs):
        return "narrower"
    return "wider" if all(before <= after for before, after in pairs) else "other"


def affinity(kind: str) -> str:
    """What SQLite makes of a declared type: it holds to nothing else."""
    found = (name for part, name in _AFFINITIES.items() if part in kind.lower())
    return next(found, "NUMERIC" if kind else "BLOB")


def _labels(text: str) -> frozenset[str] | None:
    """The labels of MySQL's enum('a','b') and set('a','b')."""
    return frozenset(_LABEL.findall(text)) if re.match(r"(enum|set) *\(", text, re.IGNORECASE) else None


def _size(text: str) -> Size | None:
    found = _SHAPE.fullmatch(text.strip().lower())
    if found is None:
        return None
    base, rest = found["base"], (found["rest"] or "").strip()
    arguments = [int(word) for word in re.findall(r"\d+", found["arguments"] or "")]
    if base.removesuffix(" unsigned") in _BITS and rest in ("", "unsigned"):
        return _whole(base, rest)
    if rest:
        return None
    if base in _LENGTHS:
        family, length = _LENGTHS[base]
        return family, (arguments[0] if arguments else length,)
    if base in _FLOATS and not arguments:
        return "float", (_FLOATS[base],)
    if base in ("numeric", "decimal"):
        digits, scale = (*arguments, 0)[:2] if arguments else (_UNLIMITED, _UNLIMITED // 2)
        return "decimal", (digits - scale, scale)
    return None


def _whole(base: str, rest: str) -> Size:
    """How far it goes below and above nought."""
    bits = _BITS[base.removesuffix(" unsigned")]
    if rest or base.endswith(" unsigned"):
        return "whole", (0, 2**bits - 1)
    return "whole", (2 ** (bits - 1), 2 ** (bits - 1) - 1)
