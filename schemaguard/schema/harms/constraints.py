"""Keys and constraints of tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schemaguard.schema.harms.base import COMMENT, Deviation, Harm, Kind, always, error, include, info, switch, warning
from schemaguard.schema.harms.options import options
from schemaguard.schema.objects import Check, Exclusion, ForeignKey, PrimaryKey, Unique

DUPLICATES = "duplicates get in"
REFUSED = "inserts and updates are refused where the value is there already"
NULLS: Deviation = switch(
    "nulls_distinct",
    on=error("several rows with NULL get in", "where NULLs are distinct"),
    off=error("a second row with NULL is refused", "where NULLs are not distinct"),
)
_OTHER_ROWS = always(error("other rows count as equal: duplicates get in, or good rows are refused"))
_VALIDATED: Deviation = switch(
    "validated",
    on=info("rows were looked at that may break the constraint, and none did", "where it is validated"),
    off=warning("rows from before the constraint may break it", "where it is not validated"),
)

#: What a deletion of a row does to rows that point to it.
_ON_DELETE: Mapping[str, Harm] = {
    "CASCADE": error("deleting a row deletes all rows that point to it", "where it is ON DELETE CASCADE"),
    "SET NULL": error("deleting a row empties the column in rows that point to it", "where it is ON DELETE SET NULL"),
    "SET DEFAULT": error(
        "deleting a row points the rows that pointed to it elsewhere", "where it is ON DELETE SET DEFAULT"
    ),
}
_ON_UPDATE: Mapping[str, Harm] = {
    "CASCADE": warning("a changed key changes the rows that point to it", "where it is ON UPDATE CASCADE"),
    "SET NULL": error("a changed key empties the column in rows that point to it", "where it is ON UPDATE SET NULL"),
    "SET DEFAULT": error(
        "a changed key points the rows that pointed to it elsewhere", "where it is ON UPDATE SET DEFAULT"
    ),
}


def _deferrable(expected: Any, actual: Any) -> Iterator[Harm]:
    if not actual.deferrable or expected.deferrable == "initially deferred":
        yield error(
            "writes fail that break the constraint for a moment and mend it before the commit",
            f"where it is {actual.deferrable or 'not deferrable'}",
        )
    elif not expected.deferrable and not isinstance(actual, ForeignKey):
        # PostgreSQL manual, "INSERT": not supported as arbiters, whether a violation would be deferred or not.
        yield error("upserts that rely on the constraint fail", f"where it is {actual.deferrable}")
    elif actual.deferrable == "initially deferred":
        yield warning("a violation shows at the commit only, far from its cause", "where it is initially deferred")
    else:
        yield warning("transactions may put the check off until they commit", "where it is deferrable")


def _on_delete(expected: ForeignKey, actual: ForeignKey) -> Iterator[Harm]:
    words = f"where it is ON DELETE {actual.on_delete or 'NO ACTION'}"
    if {expected.on_delete, actual.on_delete} == {"", "RESTRICT"}:
        yield _at_once(actual, words)
    else:
        yield _deletion(actual) or error("deleting a row fails as long as rows point to it", words)


def _at_once(actual: ForeignKey, words: str) -> Harm:
    """RESTRICT is checked at once, also where the constraint is deferred."""
    scope = "transaction" if actual.deferrable else "statement"
    if actual.on_delete:
        harm = error if actual.deferrable else warning
        return harm(f"deleting a row fails at once, even if the rows that point to it go in the same {scope}", words)
    return info(f"rows that point to a deleted one may go in the same {scope}", words)


def _deletion(key: ForeignKey) -> Harm | None:
    """What a deletion does to rows that point there. SET NULL may name some of several columns."""
    return _ON_DELETE.get(key.on_delete.partition(" (")[0])


def _on_update(expected: ForeignKey, actual: ForeignKey) -> Iterator[Harm]:
    words = f"where it is ON UPDATE {actual.on_update or 'NO ACTION'}"
    yield _ON_UPDATE.get(actual.on_update, warning("changing a key fails as long as rows point to it", words))


def _extra_foreign_key(key: ForeignKey) -> Harm:
    refused = "rows are refused that point nowhere, and so are deletions of rows they point to"
    return _deletion(key) or error(refused)


_COMMON: Mapping[str, Deviation] = {"options": options, "comment": COMMENT}
_POINTS = always(error("rows have to point to something else: good ones are refused, bad ones get in"))

KINDS: Mapping[type, Kind] = {
    PrimaryKey: Kind(
        lambda key: error(f"{DUPLICATES}, and no foreign key can point to the columns"),
        lambda key: error("rows without a key, or with one that is there already, are refused"),
        {"columns": _OTHER_ROWS, "include": include, "deferrable": _deferrable, **_COMMON},
    ),
    Unique: Kind(
        lambda unique: error(f"{DUPLICATES}, and code that gets one row breaks on two"),
        lambda unique: error(REFUSED),
        {"columns": _OTHER_ROWS, "include": include, "nulls_distinct": NULLS, "deferrable": _deferrable, **_COMMON},
    ),
    Check: Kind(
        lambda check: error("rows get in that break the rule"),
        lambda check: error("rows are refused that the code takes for good"),
        {
            "expression": always(error("rows are refused that should get in, or get in that should be refused")),
            "validated": _VALIDATED,
            **_COMMON,
        },
    ),
    Exclusion: Kind(
        lambda exclusion: error("rows that exclude each other get in together"),
        lambda exclusion: error("rows are refused that conflict with others"),
        {
            "elements": always(error("other rows count as conflicts: bad ones get in, or good ones are refused")),
            "method": always(info("only the speed differs")),
            "predicate": always(error("other rows are watched: bad ones get in, or good ones are refused")),
            "include": include,
            "deferrable": _deferrable,
            **_COMMON,
        },
    ),
    ForeignKey: Kind(
        lambda key: error("rows can point to rows that are not there, also after a deletion"),
        _extra_foreign_key,
        {
            "columns": _POINTS,
            "target": _POINTS,
            "target_columns": _POINTS,
            "on_delete": _on_delete,
            "on_update": _on_update,
            "match": always(error("rows with some NULLs in the key are refused, or get in unchecked")),
            "deferrable": _deferrable,
            "validated": _VALIDATED,
            **_COMMON,
        },
    ),
}
