"""Columns of tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemaguard.schema.harms.base import COMMENT, Harm, Kind, always, error, info, shown, warning
from schemaguard.schema.harms.options import options
from schemaguard.schema.harms.sizes import fit
from schemaguard.schema.objects import Column


def _is_filled(column: Column) -> bool:
    """Whether an insert may leave it out."""
    return column.nullable or bool(column.default or column.identity or column.generated)


def _missing(column: Column) -> Harm:
    return error("queries and writes that name the column fail")


def _extra(column: Column) -> Harm:
    if not _is_filled(column):
        return error("inserts that leave the column out fail, because it is NOT NULL and has no default")
    return warning("nothing fills or reads the column, and a migration that adds it will fail")


def type_of(expected: Column, actual: Column) -> Iterator[Harm]:
    """Values that the one type holds and the other does not."""
    where = f"where it is {shown(actual.type)}"
    way = fit(expected.type, actual.type)
    if way == "narrower":
        yield error(f"values that fit {shown(expected.type)} can be refused or cut", where)
    elif way == "wider":
        yield warning(f"values can get in that do not fit {shown(expected.type)}", where)
    elif way == "same":
        yield info("both types hold the same values")
    else:
        yield error("values can be refused, rounded, cut, or come back as something else")


def nullable(expected: Column, actual: Column) -> Iterator[Harm]:
    """NULLs that are refused, or get in."""
    if actual.nullable:
        yield error("NULLs get in, and code that counts on a value breaks on them", "where NULL is allowed")
    else:
        yield error("writes of NULL fail", "where NULL is refused")


def default(expected: Column, actual: Column) -> Iterator[Harm]:
    """What an insert stores that leaves the column out."""
    if actual.default:
        instead = "failing" if not _is_filled(expected) else f"{shown(expected.default, 'NULL')}"
        verb = "instead of"
        yield warning(
            f"inserts that leave the column out store {shown(actual.default)} {verb} {instead}",
            f"where the default is {shown(actual.default)}",
        )
    elif not _is_filled(actual):
        yield error("inserts that leave the column out fail", "where there is no default")
    else:
        yield warning(
            f"inserts that leave the column out do not store {shown(expected.default)}", "where there is no default"
        )


def _identity(expected: Column, actual: Column) -> Iterator[Harm]:
    if not actual.identity:
        yield error("inserts get no number from the database, and fail or store none", "where nothing numbers it")
    elif actual.identity.startswith("always") and not expected.identity.startswith("always"):
        yield error("inserts that bring their own value fail", "where the database always numbers it")
    else:
        yield warning("new rows are numbered in another way", f"where it is filled {shown(actual.identity)}")


def _generated(expected: Column, actual: Column) -> Iterator[Harm]:
    if not actual.generated:
        yield error(
            "nothing computes the column: new rows lack its value, old ones keep a stale one", "where it is plain"
        )
    elif not expected.generated:
        yield error("writes to the column fail, because the database computes it", "where it is generated")
    elif expected.generated.partition(" ")[2] == actual.generated.partition(" ")[2]:
        yield info("the values are the same, stored or computed at each reading")
    else:
        yield error("its values are computed in another way")


KINDS: Mapping[type, Kind] = {
    Column: Kind(
        _missing,
        _extra,
        {
            "type": type_of,
            "nullable": nullable,
            "default": default,
            "identity": _identity,
            "generated": _generated,
            "collation": always(warning("texts sort, compare and count as duplicates in another way")),
            "comment": COMMENT,
            "options": options,
        },
    )
}
