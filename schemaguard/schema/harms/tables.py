"""Tables, collections, and what holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemaguard.schema.harms.base import COMMENT, Deviation, Harm, Kind, always, error, info, shown, warning
from schemaguard.schema.harms.options import options
from schemaguard.schema.objects import Collection, Database, Field, Schema, Table

_PARTITION: Deviation = always(error("rows go to another partition, or are refused because they have none"))

#: From the least that is done to a document that breaks the validator to the most.
_STRICTNESS: Mapping[str, int] = {"off": 0, "warn": 1, "moderate": 1, "errorandlog": 2, "error": 2, "strict": 2, "": 2}
#: What holds where nothing is said.
_USUAL: Mapping[str, str] = {"validation_level": "strict", "validation_action": "error"}
#: MongoDB manual, "Specify Validation Level": documents that were invalid before are let alone.
_MODERATE = "documents that break the validator already can be changed, and go on breaking it"
_MENDING = "documents that break the validator already cannot be changed without mending them"
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
        before, value = (getattr(item, field).lower() or _USUAL[field] for item in (expected, actual))
        where = f"where the {field.replace('_', ' ')} is {value}"
        change = _STRICTNESS.get(value, 2) - _STRICTNESS.get(before, 2)
        if not change:
            yield info("only the server's log says more, or less")
        elif value == "moderate" and change < 0:
            yield warning(_MODERATE, where)
        elif change < 0:
            yield error("documents get in that break the validator", where)
        else:
            yield error(_MENDING if before == "moderate" else "writes are refused that break the validator", where)

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


def _missing_collection(item: Collection) -> Harm:
    parts = ("validator", "options", "indexes")
    lost = [part for part in parts if getattr(item, part)]
    without = f", without its {' and '.join(lost)}" if lost else ""
    return error(f"queries find nothing, and the first write makes it{without}")


def _missing_table(item: Table) -> Harm:
    if not item.partition_of:
        return error("queries and writes that name the table fail")
    return error(
        f"queries of {item.partition_of} miss its rows, and writes of rows that belong there are refused"
        " or go elsewhere"
    )


def _extra_table(item: Table) -> Harm:
    if item.partition_of:
        return warning(f"rows of {item.partition_of} go to a partition that nobody expects")
    return warning("nothing reads or fills it, and a migration that makes a table of this name will fail")


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
        _missing_table,
        _extra_table,
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
        _missing_collection,
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
