"""Documents of MongoDB as hashes, which the server computes.

Equal is what MongoDB's own comparison calls equal: 1, NumberLong(1) and 1.0 are one number. A Decimal128 is another,
as in snapshots; its trailing zeros do not count. The order of keys inside an embedded document does count: a query for
the whole of it, a unique index and $group tell {x: 1, y: 2} from {y: 2, x: 1}. That of the document's own fields does
not. A field that is missing is no value; null is one.

The server's hash takes numbers for whole ones, as in hashed indexes (manual, "Hashed Indexes": floating point numbers
are truncated). So every number that is not whole is made into several that are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from bson import Decimal128, json_util
from bson.json_util import RELAXED_JSON_OPTIONS

from schemaguard.databases.mongodb.canonical import text
from schemaguard.databases.mongodb.catalogue import Entry, Reader
from schemaguard.databases.stage import Cell, TableRows

#: Stands for the whole document where its keys are data.
_ALL = "(document)"
_MOST_FIELDS = 1000
#: How many levels of embedded documents and arrays are looked into; below, fractions of numbers do not count.
_DEEPEST = 6
_WRAP = 2**64
#: Whole doubles up to here are hashed as they are.
_LONG = 2.0**63
#: A double has 53 bits; with this power of two in each step, two whole numbers of 62 bits hold all of them.
_BITS = 62


def collection_rows(reader: Reader, entry: Entry, limit: int) -> TableRows:
    """The documents of a collection, or sums where it has more than ``limit``."""
    name, found = entry["name"], reader.aggregate(entry["name"], [{"$limit": limit + 1}, _HASHED])
    if len(found) > limit:
        return _sums(reader.aggregate(name, [_HASHED, *_SUMS], allowDiskUse=True))
    hashes = [{pair["k"]: pair["h"] for pair in row["h"]} for row in found]
    # The documents of a time series can be without _id, or share one.
    key = () if entry.get("type") == "timeseries" else ("_id",)
    names = tuple(sorted({name for row in hashes for name in row}))
    if len(names) > _MOST_FIELDS:
        names, hashes = (_ALL,), [{_ALL: _sum(row.values())} for row in hashes]
    keys = [_written(row["_id"]) for row in found] if key else map(str, range(len(found)))
    cells = {of: _cells(row, names) for of, row in zip(keys, hashes, strict=True)}
    return TableRows(names, key, cells, len(cells))


def _cells(row: Mapping[str, int], names: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(row.get(name) for name in names)


def _sum(hashes: Iterable[int]) -> int:
    return sum(hashes) % _WRAP


def _written(value: Any) -> str:
    """A key for people: extended JSON."""
    return text(json.loads(json_util.dumps(value, json_options=RELAXED_JSON_OPTIONS)))


def _sums(rows: Iterable[Entry]) -> TableRows:
    """Sums do not depend on the order of documents."""
    found = {row["_id"]: row for row in rows}
    count = found.pop(None)["n"]
    if len(found) > _MOST_FIELDS:
        sums = {_ALL: _sum(_whole(row["s"]) for row in found.values())}
    else:
        sums = {name: _whole(row["s"]) % _WRAP for name, row in sorted(found.items())}
    return TableRows(tuple(sums), ("_id",), {}, count, sums)


def _whole(value: Decimal128 | int) -> int:
    return int(value.to_decimal() if isinstance(value, Decimal128) else Decimal(value))


def _canonical(value: str, depth: int) -> Any:
    """An expression whose hash is equal for equal values."""
    kind: Entry = {"$type": value}
    branches = [
        {"case": {"$eq": [kind, "double"]}, "then": _double(value)},
        {"case": {"$eq": [kind, "decimal"]}, "then": _decimal(value)},
    ]
    if depth:
        # Both in one branch: an expression of two would double with each level.
        each = f"x{depth}"
        items: Entry = {"$map": {"input": value, "as": each, "in": {"v": f"$${each}"}}}
        pairs: Entry = {"$cond": [{"$eq": [kind, "object"]}, {"$objectToArray": value}, items]}
        inside: Entry = {
            "$map": {"input": pairs, "as": each, "in": [f"$${each}.k", _canonical(f"$${each}.v", depth - 1)]}
        }
        branches.append({"case": {"$in": [kind, ["object", "array"]]}, "then": [kind, inside]})
    return {"$switch": {"branches": branches, "default": value}}


def _double(value: str) -> Any:
    """A whole double as it is; else its scale, its whole part at that scale, and the rest.

    Every step multiplies by a power of two, which loses nothing.
    """
    size: Entry = {"$abs": value}
    steps: Entry = {"$floor": {"$divide": [{"$log": [size, 2]}, _BITS]}}
    # Twice half of the way: the power of the whole may be too large for a double.
    half: Entry = {"$pow": [2.0, {"$multiply": [-_BITS // 2, "$$steps"]}]}
    scaled: Entry = {"$multiply": [{"$multiply": [value, half]}, half]}
    rest: Entry = {"$multiply": [{"$subtract": ["$$scaled", {"$trunc": "$$scaled"}]}, 2.0**_BITS]}
    parts = ["double", "$$steps", "$$scaled", rest]
    within: Entry = {"$let": {"vars": {"scaled": scaled}, "in": parts}}
    return {
        "$switch": {
            "branches": [
                # Neither a number nor finite: these have no logarithm to cut them by.
                {"case": {"$in": [value, [float("nan"), float("inf"), float("-inf")]]}, "then": [{"$toString": value}]},
                {"case": {"$and": [{"$eq": [value, {"$trunc": value}]}, {"$lt": [size, _LONG]}]}, "then": value},
            ],
            "default": {"$let": {"vars": {"steps": steps}, "in": within}},
        }
    }


def _decimal(value: str) -> Any:
    """Its text, without zeros at the end of the fraction."""
    written: Entry = {"$split": [{"$toString": value}, "E"]}
    first: Entry = {"$arrayElemAt": ["$$parts", 0]}
    cut: Entry = {
        "$cond": [
            {"$gte": [{"$indexOfBytes": [first, "."]}, 0]},
            {"$rtrim": {"input": {"$rtrim": {"input": first, "chars": "0"}}, "chars": "."}},
            first,
        ]
    }
    return {"$let": {"vars": {"parts": written}, "in": ["decimal", cut, {"$slice": ["$$parts", 1, 1]}]}}


_HASHED: Entry = {
    "$project": {
        "h": {
            "$map": {
                "input": {"$objectToArray": "$$ROOT"},
                "as": "field",
                "in": {"k": "$$field.k", "h": {"$toHashedIndexKey": _canonical("$$field.v", _DEEPEST)}},
            }
        }
    }
}
#: One row for each field, and one without a name that counts. A sum of Decimal128 has 34 digits, and a hash 19.
_SUMS: list[Entry] = [
    {"$project": {"_id": 0, "h": {"$concatArrays": [[{"k": None, "h": 0}], "$h"]}}},
    {"$unwind": "$h"},
    {"$group": {"_id": "$h.k", "s": {"$sum": {"$toDecimal": "$h.h"}}, "n": {"$sum": 1}}},
]
