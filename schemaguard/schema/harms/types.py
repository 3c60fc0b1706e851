"""Types, sequences, extensions, and whatever else there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schemaguard.schema.harms import columns
from schemaguard.schema.harms.base import COMMENT, Harm, Kind, always, error, info, shown, switch, warning
from schemaguard.schema.harms.options import options
from schemaguard.schema.harms.sizes import fit
from schemaguard.schema.harms.texts import collation
from schemaguard.schema.objects import CompositeType, Domain, Enum, Extension, Other, Sequence

_UNUSED = "nothing uses it, and a migration that makes it will fail"
_TYPE_MISSING = "columns, casts and functions that name the type fail"


def _labels(expected: Enum, actual: Enum) -> Iterator[Harm]:
    missing = [label for label in expected.labels if label not in actual.labels]
    extra = [label for label in actual.labels if label not in expected.labels]
    if missing:
        names = shown(", ".join(missing))
        yield error(f"writes and queries with {names} fail", f"where {names} is missing")
    if extra:
        names = shown(", ".join(extra))
        yield warning(f"rows can hold {names}, which the code does not know", f"where {names} is there")
    if not missing and not extra:
        yield warning("values sort and compare in another order")


def _limits(expected: Sequence, actual: Sequence) -> Iterator[Harm]:
    yield warning("numbers begin or end elsewhere: they may run out early, or meet those in use")


def _type_of_sequence(expected: Sequence, actual: Sequence) -> Iterator[Harm]:
    where = f"where it is {shown(actual.type)}"
    if fit(expected.type, actual.type) == "narrower":
        yield error("numbers run out earlier, and inserts fail then", where)
    else:
        yield warning("numbers can grow beyond what columns hold", where)


def _domain_default(expected: Domain, actual: Domain) -> Iterator[Harm]:
    yield warning(f"columns of the domain get {shown(actual.default, 'no value')} where an insert leaves them out")


def _missing_other(item: Any) -> Harm:
    return error(f"what is built on the {item.kind or 'object'} fails, or no longer happens")


def _extra_other(item: Any) -> Harm:
    return warning(f"the {item.kind or 'object'} may act on rows or statements that the code does not expect")


KINDS: Mapping[type, Kind] = {
    Extension: Kind(
        lambda item: error("statements that use its types, functions or operators fail"),
        lambda item: info("nothing uses it"),
        {
            "version": always(info("functions of the extension may behave a little differently")),
            "home": always(warning("statements that name its functions with a schema fail")),
            "comment": COMMENT,
        },
    ),
    Enum: Kind(lambda item: error(_TYPE_MISSING), lambda item: info(_UNUSED), {"labels": _labels, "comment": COMMENT}),
    Domain: Kind(
        lambda item: error(_TYPE_MISSING),
        lambda item: info(_UNUSED),
        {
            "type": columns.type_of,
            "nullable": columns.nullable,
            "default": _domain_default,
            "collation": collation,
            "comment": COMMENT,
        },
    ),
    CompositeType: Kind(
        lambda item: error(_TYPE_MISSING),
        lambda item: info(_UNUSED),
        {"attributes": always(error("values have other parts: reading or writing them fails")), "comment": COMMENT},
    ),
    Sequence: Kind(
        lambda item: error("statements that ask it for a number fail"),
        lambda item: info(_UNUSED),
        {
            "type": _type_of_sequence,
            "start": _limits,
            "increment": always(warning("numbers come in other steps, and may meet those in use")),
            "minimum": _limits,
            "maximum": _limits,
            "cache": always(info("only the gaps between numbers differ")),
            "cycle": switch(
                "cycle",
                on=error("numbers begin again after the last one, and meet those in use", "where it cycles"),
                off=error("there are no more numbers after the last one, and inserts fail", "where it does not cycle"),
            ),
            "owned_by": always(warning("dropping the column no longer drops the sequence, or drops it now")),
            "options": options,
            "comment": COMMENT,
        },
    ),
    Other: Kind(
        _missing_other,
        _extra_other,
        {
            "definition": always(error("it does something else, or on other objects")),
            "kind": always(error("it is something else")),
            "options": options,
            "comment": COMMENT,
        },
    ),
}
