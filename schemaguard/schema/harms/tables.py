"""Tables, collections, and what holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemaguard.schema.harms.base import COMMENT, Deviation, Harm, Kind, always, error, info, shown, warning
from schemaguard.schema.harms.options import options
from schemaguard.schema.objects import Collection, Database, Field, Schema, Table

_PARTITION: Deviation = always(error("rows go to another partition, or are refused because they have none"))

#: From the least that is done to a document that breaks the validator to the most.
_STRICTNESS: Mapping[str, int] = {"off": 0, "warn": 1, "moderate": 1, "errorandlog": 2, "error": 2, "strict": 2, "": 2}
_LAX = "documents of any shape get in"


def _validator(expected: Collection, actual: Collection) -> Iterator[Harm]:
    if not actual.validator:
        yield error(_LAX, "where there is no validator")
    elif not expected.validator:
        yield error("writes are refused that break the validator", "where there is a validator")
    else:
        yield error("documents are refused that should get in, or get in that should be refused")


def _strictness(field: str) -> Deviation:
    def judge(expected: Collection, actual: Collection) -> Iterator[Harm]:
        value = getattr(actual, field)
        where = f"where the {field.replace('_', ' ')} is {value or 'the default'}"
        if _STRICTNESS.get(value.lower(), 2) < _STRICTNESS.get(getattr(expected, field).lower(), 2):
            yield error("documents get in that break the validator", where)
        else:
            yield error("writes are refused that the validator let through before", where)

    return judge


def _types(expected: Field, actual: Field) -> Iterator[Harm]:
    found = sorted(set(actual.types) - set(expected.types))
    if found:
        yield warning(
            f"code that reads the field also meets {' and '.join(found)}", f"where it is {', '.join(actual.types)}"
        )
    else:
        yield info("some types do not occur", f"where it is {shown(', '.join(actual.types))}")


def _always(expected: Field, actual: Field) -> Iterator[Harm]:
    if actual.always:
        yield info("every document has the field", "where all documents have it")
    else:
        yield warning("code that counts on the field breaks on documents without it", "where some documents lack it")


_RESHAPED: Deviation = always(error("queries and writes that work on the expected kind can fail"))

KINDS: Mapping[type, Kind] = {
    Database: Kind(
        lambda item: error("nothing is there: every query fails"),
        lambda item: warning("nobody expects it"),
        {"options": options},
    ),
    Schema: Kind(
        lambda item: error("queries that name the schema fail"),
        lambda item: info("nothing reads it, and a migration that makes it will fail"),
        {"comment": COMMENT},
    ),
    Table: Kind(
        lambda item: error("queries and writes that name the table fail"),
        lambda item: warning("nothing reads or fills it, and a migration that makes a table of this name will fail"),
        {
            "kind": _RESHAPED,
            "partition_by": _PARTITION,
            "partition_of": always(error("queries of the whole table miss these rows, or show rows they should not")),
            "partition_bound": _PARTITION,
            "inherits": always(error("queries of the parent miss these rows, or show rows they should not")),
            "options": options,
            "comment": COMMENT,
        },
    ),
    Collection: Kind(
        lambda item: error("it is made at the first write, without its validator, options and indexes"),
        lambda item: warning("nothing reads or fills it"),
        {
            "kind": _RESHAPED,
            "options": options,
            "validator": _validator,
            "validation_level": _strictness("validation_level"),
            "validation_action": _strictness("validation_action"),
            "profile": always(info("the fields were found in another way, so they do not compare well")),
        },
    ),
    Field: Kind(
        lambda item: warning("queries for the field find nothing, and code that counts on it breaks"),
        lambda item: warning("documents carry a field that the code does not know"),
        {"types": _types, "always": _always},
    ),
}
