"""Indexes and statistics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemaguard.schema.harms.base import COMMENT, INCLUDE, Deviation, Harm, Kind, always, error, info, switch, warning
from schemaguard.schema.harms.constraints import DUPLICATES, NULLS, REFUSED
from schemaguard.schema.harms.options import expires, options
from schemaguard.schema.objects import Index, Statistics

_SLOW = "queries that need the index read the whole table"


def _missing(index: Index) -> Harm:
    if index.unique:
        return error(f"{DUPLICATES}, and {_SLOW}")
    if expires(index):
        return warning("nothing deletes old documents, and the collection grows")
    return warning(_SLOW)


def _extra(index: Index) -> Harm:
    if expires(index):
        return error("documents are deleted on their own once they are old enough")
    if index.unique:
        return error(REFUSED)
    return info("writes take a little longer, and queries may be faster")


def _by_uniqueness(unique: str, plain: str) -> Deviation:
    """An error where the index guards against duplicates, a warning where it makes queries fast."""

    def judge(expected: Index, actual: Index) -> Iterator[Harm]:
        yield error(unique) if expected.unique or actual.unique else warning(plain)

    return judge


def _valid(expected: Index, actual: Index) -> Iterator[Harm]:
    if actual.valid:
        yield info("queries use the index", "where it is valid")
    elif actual.unique:
        yield error(
            "duplicates may be there, and no query uses the index, though every write pays for it",
            "where it is invalid",
        )
    else:
        yield warning("no query uses the index, though every write pays for it", "where it is invalid")


_UNIQUE: Deviation = switch(
    "unique",
    on=error(REFUSED, "where it is unique"),
    off=error(DUPLICATES, "where it is not unique"),
)
_VISIBLE: Deviation = switch(
    "visible",
    on=info("queries use the index", "where it is visible"),
    off=warning(_SLOW, "where it is hidden"),
)
_GUESSES: Deviation = always(warning("the planner guesses from other statistics, and queries can become slow"))

KINDS: Mapping[type, Kind] = {
    Index: Kind(
        _missing,
        _extra,
        {
            "elements": _by_uniqueness(
                "other rows count as equal: duplicates get in, or good rows are refused",
                "other queries are fast, and those that need the expected order or columns read the whole table",
            ),
            "unique": _UNIQUE,
            "method": always(
                warning("other operators can use the index, and queries that need the expected one are slow")
            ),
            "include": INCLUDE,
            "predicate": _by_uniqueness(
                "other rows are guarded: duplicates get in, or good rows are refused",
                "other rows are in the index, and queries for the expected ones can become slow",
            ),
            "nulls_distinct": NULLS,
            "valid": _valid,
            "visible": _VISIBLE,
            "options": options,
            "comment": COMMENT,
        },
    ),
    Statistics: Kind(
        lambda item: warning("the planner guesses, and queries over these columns can become slow"),
        lambda item: info("ANALYZE takes a little longer"),
        {"elements": _GUESSES, "kinds": _GUESSES, "options": _GUESSES, "comment": COMMENT},
    ),
}
