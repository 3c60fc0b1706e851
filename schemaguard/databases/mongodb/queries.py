"""Query documents and JSON Schemas with every order that means nothing taken out.

A query is true or false for a document whatever the order of its conditions (MongoDB manual, "Query Documents"), and a
JSON Schema is a set of demands (manual, "$jsonSchema"). The order of fields inside a value that a query compares means
something: {a: {x: 1, y: 2}} does not match {a: {y: 2, x: 1}}. So it does in $expr, but not in the "enum" of a JSON
Schema (seen on 6.0). The input is what ``canonical.plain`` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from schemaguard.databases.mongodb.canonical import text

_Rewrite = Callable[[Any], Any]


def query(document: Any) -> Any:
    """A query document: a validator, a partial filter."""
    if not isinstance(document, dict):
        return document
    return {key: _clause(key)(document[key]) for key in sorted(document)}


def _clause(key: str) -> _Rewrite:
    return _CLAUSES.get(key, _as_it_is if key.startswith("$") else condition)


def condition(value: Any) -> Any:
    """What is demanded of one field: operators, or a value it must equal."""
    if not isinstance(value, dict) or not _is_operators(value):
        return value
    return {key: _OPERATORS.get(key, _as_it_is)(value[key]) for key in sorted(value)}


def json_schema(document: Any) -> Any:
    """A JSON Schema."""
    if not isinstance(document, dict):
        return document
    return {key: _KEYWORDS.get(key, _as_it_is)(document[key]) for key in sorted(document)}


def _is_operators(value: Mapping[str, Any]) -> bool:
    """As the server decides it: by the first key, with the extended JSON of single values left alone."""
    first = next(iter(value), "")
    return first.startswith("$") and first not in _VALUES


def _as_it_is(value: Any) -> Any:
    return value


def _types(value: Any) -> Any:
    """Types by name, or by the number of old."""
    found = value if isinstance(value, list) else [value]
    return _set([_TYPES.get(item, item) if isinstance(item, int) else item for item in found])


def _truth(value: Any) -> Any:
    return bool(value) if isinstance(value, int | float) else value


def _letters(value: Any) -> Any:
    return "".join(sorted(value)) if isinstance(value, str) else value


def _set(value: Any) -> Any:
    """A list in which neither order nor repetition means anything; a single value stands for a list of one."""
    found = _values(value)
    return found[0] if isinstance(found, list) and len(found) == 1 else found


def _values(value: Any) -> Any:
    """Like a set, but one value is not the same as a list of it."""
    if not isinstance(value, list):
        return value
    return [item for _, item in sorted({text(item): item for item in value}.items())]


def _all(each: _Rewrite) -> _Rewrite:
    return lambda value: _values([each(item) for item in value]) if isinstance(value, list) else value


def _choices(value: Any) -> Any:
    """``oneOf``: a schema that is there twice can never be the only one that holds."""
    return sorted(map(json_schema, value), key=text) if isinstance(value, list) else value


def _enum(value: Any) -> Any:
    return _values(_unordered(value))


def _unordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unordered(value[key]) for key in sorted(value)}
    return [_unordered(item) for item in value] if isinstance(value, list) else value


def _named(each: _Rewrite) -> _Rewrite:
    return lambda value: {key: each(value[key]) for key in sorted(value)} if isinstance(value, dict) else value


def _each(value: Any) -> Any:
    """``items``: one schema for all, or one for each place."""
    return [json_schema(item) for item in value] if isinstance(value, list) else json_schema(value)


def _element(value: Any) -> Any:
    """``$elemMatch`` holds operators, or a query."""
    if isinstance(value, dict) and _is_operators(value) and not value.keys() & _CLAUSES.keys():
        return condition(value)
    return query(value)


def _dependency(value: Any) -> Any:
    return _values(value) if isinstance(value, list) else json_schema(value)


#: First keys of extended JSON that are values, and of references to documents.
_VALUES = frozenset(
    """$binary $code $date $dbPointer $id $maxKey $minKey $numberDecimal $numberDouble $numberInt $numberLong $oid $ref
    $regularExpression $symbol $timestamp $undefined $uuid""".split()
)
#: Manual, "BSON Types".
_TYPES: Mapping[int, str] = {
    -1: "minKey",
    127: "maxKey",
    **dict(
        enumerate(
            """double string object array binData undefined objectId bool date null regex dbPointer javascript symbol
            javascriptWithScope int timestamp long decimal""".split(),
            start=1,
        )
    ),
}
_CLAUSES: Mapping[str, _Rewrite] = {
    "$and": _all(query),
    "$or": _all(query),
    "$nor": _all(query),
    "$jsonSchema": json_schema,
}
_OPERATORS: Mapping[str, _Rewrite] = {
    "$in": _values,
    "$nin": _values,
    "$all": _all(condition),
    "$exists": _truth,
    "$options": _letters,
    "$type": _types,
    "$not": condition,
    "$elemMatch": _element,
}
_KEYWORDS: Mapping[str, _Rewrite] = {
    **dict.fromkeys(("properties", "patternProperties"), _named(json_schema)),
    **dict.fromkeys(("additionalItems", "additionalProperties", "not"), json_schema),
    **dict.fromkeys(("allOf", "anyOf"), _all(json_schema)),
    **dict.fromkeys(("bsonType", "type"), _set),
    "dependencies": _named(_dependency),
    "enum": _enum,
    "items": _each,
    "oneOf": _choices,
    "required": _values,
}
