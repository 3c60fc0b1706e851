"""BSON values as one text each, so that equal values are equal texts."""

from __future__ import annotations

import json
from typing import Any

from bson import json_util
from bson.json_util import CANONICAL_JSON_OPTIONS, RELAXED_JSON_OPTIONS

#: From here on no NumberLong can be the same number as a double.
_NO_LONG = 2**63


def text(value: Any, *, sort: bool = False) -> str:
    """JSON without spaces. ``sort`` where the order of keys means nothing."""
    return json.dumps(value, ensure_ascii=False, sort_keys=sort, separators=(",", ":"))


def plain(value: Any) -> Any:
    """What JSON knows. 1, 1.0 and NumberLong(1) are one number, as they are to queries; Decimal128 is another one."""
    return _whole(json.loads(json_util.dumps(value, json_options=RELAXED_JSON_OPTIONS)))


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < _NO_LONG:
        return int(value)
    return value


def exact(value: Any) -> Any:
    """What JSON knows, with 1, 1.0 and NumberLong(1) told apart, as they are in what a pipeline computes."""
    return _short(json.loads(json_util.dumps(value, json_options=CANONICAL_JSON_OPTIONS)))


def _short(value: Any) -> Any:
    """Canonical extended JSON with the usual numbers written as people do."""
    if isinstance(value, list):
        return [_short(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$numberInt"}:
        return int(value["$numberInt"])
    if value.keys() == {"$numberDouble"} and value["$numberDouble"] not in ("NaN", "Infinity", "-Infinity"):
        return float(value["$numberDouble"])
    return {key: _short(item) for key, item in value.items()}
