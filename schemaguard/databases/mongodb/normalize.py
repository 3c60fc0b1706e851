"""What the server says about collections and indexes, as plain values without what means nothing.

Left out are the defaults that the server adds, versions of formats and of collations, and what says how an index was
built, not what it is. A collation is written down with each index that has one, inherited or not: that is what counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bson import Decimal128

from schemaguard.databases.mongodb.canonical import exact, plain, text
from schemaguard.databases.mongodb.queries import query
from schemaguard.databases.names import chosen_by_django
from schemaguard.schema.objects import Collection, Index, Options, Routine, View

Document = Mapping[str, Any]

#: MongoDB manual, "Collation": what is not said. Locales with other defaults get them written out by the server.
_COLLATION = {
    "alternate": "non-ignorable",
    "backwards": False,
    "caseFirst": "off",
    "caseLevel": False,
    "maxVariable": "punct",
    "normalization": False,
    "numericOrdering": False,
    "strength": 3,
}
#: The longest span of a bucket that comes with each granularity: manual, "Set Granularity for Time Series Data".
_SPANS = {"seconds": 3600, "minutes": 86400, "hours": 2592000}
_NO_STORAGE: tuple[Any, ...] = ({}, {"wiredTiger": {}}, {"wiredTiger": {"configString": ""}})

_COLLECTION_DEFAULTS: Document = {
    "autoIndexId": True,
    "capped": False,
    "changeStreamPreAndPostImages": {"enabled": False},
    # What the server makes of a capped collection without a limit, if 0 is said.
    "max": 2**31 - 1,
    "recordPreImages": False,
}
#: What is kept elsewhere, or says nothing: flags of storage engines long gone, and marks of renames under way.
_NO_COLLECTION_OPTIONS = frozenset(
    "flags idIndex ns pipeline temp uuid validationAction validationLevel validator viewOn".split()
)
_INDEX_DEFAULTS: Document = {
    "2dsphereIndexVersion": 3,
    "bits": 26,
    "default_language": "english",
    "language_override": "language",
    "max": 180,
    "min": -180,
    "prepareUnique": False,
    "sparse": False,
    "textIndexVersion": 3,
}
_NO_INDEX_OPTIONS = frozenset(
    "background clustered dropDups hidden key name ns partialFilterExpression unique v".split()
)
#: Kinds of indexes that are sparse whatever is said: manual, "Sparse Indexes".
_SPARSE = ("2d", "2dsphere", "text")
#: Parts of the key of a text index that stand for its fields, which are in "weights".
_TEXT, _TEXT_SCORE = "_fts", "_ftsx"


def collection(entry: Document, indexes: Iterable[Index], more: Options = ()) -> Collection:
    """An entry of listCollections."""
    options = entry.get("options", {})
    # An empty validator, which collMod leaves behind, demands nothing; level and action then mean nothing either.
    validator = query(plain(options.get("validator") or {}))
    level, action = options.get("validationLevel", "strict"), options.get("validationAction", "error")
    return Collection(
        entry["name"],
        kind="time-series" if entry.get("type") == "timeseries" else "",
        options=tuple(sorted((*_collection_options(options), *more))),
        validator=text(validator) if validator else "",
        validation_level=level if validator and level != "strict" else "",
        validation_action=action if validator and action != "error" else "",
        indexes=tuple(indexes),
    )


def view(entry: Document) -> View:
    """An entry of listCollections. Every order in a pipeline can mean something."""
    options = entry.get("options", {})
    known = [("viewOn", text(options["viewOn"]))] if "viewOn" in options else []
    return View(
        entry["name"],
        body=text(exact(options["pipeline"])) if "pipeline" in options else "",
        options=tuple(sorted((*known, *_collection_options(options)))),
    )


def function(document: Document) -> Routine:
    """A document of system.js."""
    value = document.get("value")
    is_all = isinstance(value, str) and not getattr(value, "scope", None)
    return Routine(str(document["_id"]), language="javascript", body=str(value) if is_all else text(plain(value)))


def _collection_options(options: Document) -> Iterable[tuple[str, str]]:
    for name, value in options.items():
        if name in _NO_COLLECTION_OPTIONS or _COLLECTION_DEFAULTS.get(name) == value:
            continue
        if name in ("storageEngine", "indexOptionDefaults") and _is_no_storage(name, value):
            continue
        yield name, text(_OPTIONS.get(name, plain)(value), sort=True)


def _is_no_storage(name: str, value: Document) -> bool:
    return (value.get("storageEngine", {}) if name == "indexOptionDefaults" else value) in _NO_STORAGE


def _collation(value: Document) -> Any:
    said = {key: item for key, item in value.items() if key != "version" and _COLLATION.get(key) != item}
    return plain(said)


def _time_series(value: Document) -> Any:
    found = {"granularity": "seconds", **value} if "bucketRoundingSeconds" not in value else dict(value)
    if found.get("bucketMaxSpanSeconds") == _SPANS.get(found.get("granularity", "")):
        found.pop("bucketMaxSpanSeconds", None)
    return plain(found)


def _clustered(value: Document) -> Any:
    return plain({key: item for key, item in value.items() if key != "v"}) if isinstance(value, dict) else plain(value)


def _projection(value: Document) -> Any:
    """Fields that are in, or out: 1, 1.0 and true are the same. ``_id`` is out unless it is said to be in."""
    return {path: is_in for path, is_in in _paths(value) if is_in or path != "_id"}


def _paths(value: Document, before: str = "") -> Iterator[tuple[str, int]]:
    for key, item in value.items():
        if isinstance(item, dict):
            yield from _paths(item, f"{before}{key}.")
        else:
            yield f"{before}{key}", int(bool(_number(item)))


def _number(value: Any) -> Any:
    """A number that Python can compare."""
    return value.to_decimal() if isinstance(value, Decimal128) else value


_OPTIONS: Mapping[str, Any] = {
    "clusteredIndex": _clustered,
    "collation": _collation,
    "timeseries": _time_series,
    "wildcardProjection": _projection,
}


def index(spec: Document, *, ready: bool = True, of_djongo: bool = False) -> Index:
    """An entry of listIndexes. ``ready`` is False while it is being built."""
    key = spec["key"]
    return Index(
        spec["name"],
        elements=tuple(elements(key, spec.get("weights", {}))),
        unique=bool(spec.get("unique")),
        predicate=_predicate(spec),
        valid=ready,
        visible=not spec.get("hidden"),
        options=tuple(sorted(_index_options(spec))),
        auto_named=_is_default_name(spec) or chosen_by_django(spec["name"]) or (of_djongo and _is_of_djongo(spec)),
    )


def is_plain_id(spec: Document, collection_collation: Document | None) -> bool:
    """Whether it is the index that every collection has on ``_id``, and as usual."""
    usual = spec["name"] == "_id_" and list(spec["key"]) == ["_id"]
    return usual and spec.get("collation") == collection_collation and not list(_index_options(spec, {"collation"}))


def _predicate(spec: Document) -> str:
    found = query(plain(spec.get("partialFilterExpression") or {}))
    return text(found) if found else ""


def _index_options(spec: Document, besides: Iterable[str] = ()) -> Iterable[tuple[str, str]]:
    left_out = _NO_INDEX_OPTIONS.union(besides)
    for name, value in spec.items():
        if name not in left_out and _INDEX_DEFAULTS.get(name) != value and not _says_nothing(name, value, spec["key"]):
            yield name, text(_OPTIONS.get(name, plain)(value), sort=True)


def _says_nothing(name: str, value: Any, key: Document) -> bool:
    match name:
        case "sparse":
            return any(kind in _SPARSE for kind in key.values())
        case "storageEngine":
            return value in _NO_STORAGE
        case "weights":
            return set(value.values()) == {1}
        case "wildcardProjection":
            return not _projection(value)
    return False


def elements(key: Document, weights: Document) -> Iterable[str]:
    """The key of an index: "author", "created desc", "body text". The order of text fields means nothing."""
    for field, kind in key.items():
        if field == _TEXT:
            yield from (f"{written(name)} text" for name in sorted(weights))
        elif field != _TEXT_SCORE:
            yield f"{written(field)}{_direction(kind)}"


def written(name: str) -> str:
    """The name of a field, in quotes where it could be mistaken for more than a name."""
    return name if re.fullmatch(r'[^\s"]+', name) else json.dumps(name, ensure_ascii=False)


def _direction(kind: Any) -> str:
    if isinstance(kind, str):
        return f" {kind}"
    return " desc" if _number(kind) < 0 else ""


def _is_default_name(spec: Document) -> bool:
    """Whether the driver made the name: each field and its kind, joined by underscores."""
    name, parts = spec["name"], [(field, kind) for field, kind in spec["key"].items() if field != _TEXT_SCORE]
    before, after = "", ""
    places = [field for field, _ in parts]
    if _TEXT in places:
        place = places.index(_TEXT)
        before, after = _joined(parts[:place]), _joined(parts[place + 1 :])
        middle = name.removeprefix(f"{before}_" if before else "").removesuffix(f"_{after}" if after else "")
        pieces = [f"{field}_text" for field in spec.get("weights", {})]
        # The name has the fields in the order they were given in, which is not kept.
        return len(middle) == len("_".join(pieces)) and all(piece in middle for piece in pieces)
    return bool(name == _joined(parts))


def _joined(parts: Iterable[tuple[str, Any]]) -> str:
    return "_".join(f"{field}_{plain(kind)}" for field, kind in parts)


def _is_of_djongo(spec: Document) -> bool:
    """djongo 1.3.7 calls the index of a unique field that is added later like the field: query.py, ``_add``."""
    return bool(spec.get("unique")) and [spec["name"]] == list(spec["key"])
