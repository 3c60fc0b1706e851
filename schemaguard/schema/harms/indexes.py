"""Indexes and statistics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemaguard.schema.harms.base import COMMENT, Deviation, Harm, Kind, always, error, include, info, switch, warning
from schemaguard.schema.harms.constraints import DUPLICATES, NULLS, REFUSED
from schemaguard.schema.harms.options import expires, options
from schemaguard.schema.objects import Index, Statistics

_SLOW = "queries that need the index become slow"
#: MongoDB: how an element ends without whose index $text and $near are errors.
_SEARCHED = (" text", " 2dsphere", " 2d")


def _is_for_searches(index: Index) -> bool:
    """Whether queries fail without it: MATCH of MySQL and MariaDB, $text and $near of MongoDB."""
    return index.method == "fulltext" or any(element.endswith(_SEARCHED) for element in index.elements)


def _missing(index: Index) -> Harm:
    if index.unique:
        return error(f"{DUPLICATES}, and {_SLOW}")
    if expires(index):
        return warning("nothing deletes old documents, and the collection grows")
    return error("searches that need the index fail") if _is_for_searches(index) else warning(_SLOW)


def _extra(index: Index) -> Harm:
    if expires(index):
        return error("documents are deleted on their own once they are old enough")
    if index.unique:
        return error(REFUSED)
    return info("writes take a little longer, and queries may be faster")


def _by_uniqueness(unique: str, plain: str) -> Deviation:
    """An error where the index guards against duplicates, a warning where it makes queries fast."""

    def judge(expected: Index, actual: Index) -> Iterator[Harm]:
        if expected.unique or actual.unique:
            yield error(unique)
        elif _is_for_searches(expected) and (expected.elements, expected.method) != (actual.elements, actual.method):
            yield error("searches that need the expected index fail")
        else:
            yield warning(plain)

    return judge


def _method(expected: Index, actual: Index) -> Iterator[Harm]:
    if _is_for_searches(expected):
        yield error("searches that need the expected index fail")
    else:
        yield warning("other operators can use the index, and queries that need the expected one become slow")


def _valid(expected: Index, actual: Index) -> Iterator[Harm]:
    if actual.valid:
        yield info("queries use the index", "where it is valid")
    elif actual.unique:
        yield error(
            "duplicates are there or can get in, and no query uses the index",
            "where it is invalid",
        )
    else:
        yield warning("no query uses the index, though writes may have to keep it up", "where it is invalid")


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
                "queries that need the expected columns or order become slow",
            ),
            "unique": _UNIQUE,
            "method": _method,
            "include": include,
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
