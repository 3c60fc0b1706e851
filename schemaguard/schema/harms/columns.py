"""Columns of tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemaguard.schema.harms.base import COMMENT, Harm, Kind, error, info, shown, warning
from schemaguard.schema.harms.options import options
from schemaguard.schema.harms.sizes import affinity, fit
from schemaguard.schema.harms.texts import collation
from schemaguard.schema.objects import Column

#: Types of whose values Django's SQLite driver makes others, by the name of the type.
_CONVERTED = frozenset({"bool", "date", "datetime", "time", "timestamp"})
_NUMBERS = frozenset({"INTEGER", "NUMERIC"})


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


def type_on_sqlite(expected: Column, actual: Column) -> Iterator[Harm]:
    """SQLite holds to no sizes, and stores the same in types of one affinity."""
    kinds = {expected.type.lower(), actual.type.lower()}
    # "Datatypes In SQLite", section 3: columns of both behave the same. ANY is another thing in strict tables.
    same = affinity(expected.type) == affinity(actual.type) or all(affinity(kind) in _NUMBERS for kind in kinds)
    if not same or "any" in kinds:
        yield error("values can be stored, sorted and compared as something else")
    elif kinds & _CONVERTED:
        yield warning("queries without a model bring other Python values")
    else:
        yield info("SQLite stores the same values in both types")


def nullable(expected: Column, actual: Column) -> Iterator[Harm]:
    """NULLs that are refused, or get in."""
    if actual.nullable:
        yield error("NULLs get in, and code that counts on a value breaks on them", "where NULL is allowed")
    else:
        yield error("writes of NULL fail", "where NULL is refused")


def default(expected: Column, actual: Column) -> Iterator[Harm]:
    """What an insert stores that leaves the column out."""
    if expected.identity != actual.identity and _is_numbered(expected) and _is_numbered(actual):
        # What is said about the identity says it.
        return
    if actual.default:
        harm = error if expected.identity else warning
        yield harm(
            f"inserts that leave the column out store {shown(actual.default)} instead of {_instead(expected)}",
            f"where the default is {shown(actual.default)}",
        )
    elif not _is_filled(actual):
        yield error("inserts that leave the column out fail", "where there is no default")
    else:
        yield warning(
            f"inserts that leave the column out do not store {shown(expected.default)}", "where there is no default"
        )


def _instead(expected: Column) -> str:
    if expected.identity:
        return "a new number"
    return shown(expected.default, "NULL") if _is_filled(expected) else "failing"


def _is_numbered(column: Column) -> bool:
    """Whether the database numbers new rows, as an identity or by a default."""
    return bool(column.identity) or column.default.lower().startswith("nextval(")


def _identity(expected: Column, actual: Column) -> Iterator[Harm]:
    if not _is_numbered(actual):
        yield error("inserts get no number from the database, and fail or store none", "where nothing numbers it")
    elif actual.identity.startswith("always") and not expected.identity.startswith("always"):
        yield error("inserts that bring their own value fail", "where the database always numbers it")
    elif not _is_numbered(expected):
        yield warning(
            "inserts that leave the column out get a number from the database", "where the database numbers it"
        )
    elif expected.identity.startswith("always") and not actual.identity.startswith("always"):
        clause = "inserts can bring their own value, and numbers that come later can meet it"
        yield warning(clause, "where the database numbers it only by default")
    elif (expected.identity, actual.identity) == ("autoincrement", "rowid"):
        yield warning("a new row can get the number of a deleted one", "where it is no autoincrement")
    elif (expected.identity, actual.identity) == ("rowid", "autoincrement"):
        yield info("no number is given twice", "where it is autoincrement")
    else:
        yield warning("new rows are numbered in another way")


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
            "collation": collation,
            "comment": COMMENT,
            "options": options,
        },
    )
}
