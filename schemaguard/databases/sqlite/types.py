"""What another type of a column means in SQLite.

A type is only a leaning ("affinity"): lengths, precisions and ranges are not enforced, and any value can stand in
any column (sqlite.org, "Datatypes In SQLite", section 3). So nothing is refused and nothing is cut. But Django
rebuilds the table, and on the way into a column of another affinity values are converted without a word.
"""

from __future__ import annotations

from schemaguard.databases.base import TypeChange
from schemaguard.target import Target

#: Section 3.1: the first part of a type's name that is found decides, in this order.
_AFFINITIES = (
    ("INTEGER", ("int",)),
    ("TEXT", ("char", "clob", "text")),
    ("BLOB", ("blob",)),
    ("REAL", ("real", "floa", "doub")),
)
_NUMBERS = frozenset({"INTEGER", "REAL", "NUMERIC"})
#: Types with the affinity NUMERIC whose values may have a fraction.
_DECIMALS = ("decimal", "numeric")


def type_change(before: str | None, after: str | None, target: Target) -> TypeChange:
    """Judge the rebuild that Django does for any change of a type."""
    if before is None or after is None:
        return TypeChange("rewrite", None)
    if before.lower() == after.lower():
        return TypeChange("none")
    return TypeChange("rewrite", _loss(before.lower(), after.lower()), fails=False)


def _loss(before: str, after: str) -> str:
    old, new = affinity(before), affinity(after)
    if old == "TEXT" and new in _NUMBERS:
        return "texts that look like a number, as 007 becomes 7"
    if (old == "REAL" or before.startswith(_DECIMALS)) and new == "TEXT":
        # Section 3.2: a number becomes text with 15 significant digits.
        return "digits beyond the first 15"
    if old in ("INTEGER", "NUMERIC") and new == "REAL":
        return "digits beyond the first 15"
    return ""


def affinity(kind: str) -> str:
    """INTEGER, TEXT, BLOB, REAL or NUMERIC. A column without a type has BLOB."""
    if not kind:
        return "BLOB"
    for name, parts in _AFFINITIES:
        if any(part in kind for part in parts):
            return name
    return "NUMERIC"
