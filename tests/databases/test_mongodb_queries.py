"""What means nothing in a query, a JSON Schema or a value, and what does."""

from __future__ import annotations

from typing import Any

import pytest
from bson import Decimal128, Int64, ObjectId, Regex
from hypothesis import given
from hypothesis import strategies as st

from schemaguard.databases.mongodb.canonical import exact, plain, text
from schemaguard.databases.mongodb.queries import query


def written(document: Any) -> str:
    return text(query(plain(document)))


def schema(**keywords: Any) -> dict[str, Any]:
    return {"$jsonSchema": keywords}


SAME: list[tuple[Any, Any]] = [
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ({"a": 1}, {"a": 1.0}),
    ({"a": 1}, {"a": Int64(1)}),
    ({"a": {"$gt": 1, "$lt": 5}}, {"a": {"$lt": 5, "$gt": 1}}),
    ({"a": {"$in": [1, 2]}}, {"a": {"$in": [2, 1, 1]}}),
    ({"a": {"$type": "string"}}, {"a": {"$type": ["string"]}}),
    ({"a": {"$not": {"$gt": 1, "$lt": 5}}}, {"a": {"$not": {"$lt": 5, "$gt": 1}}}),
    ({"$or": [{"a": 1}, {"b": 2, "c": 3}]}, {"$or": [{"c": 3, "b": 2}, {"a": 1}]}),
    ({"a": {"$elemMatch": {"x": 1, "y": 2}}}, {"a": {"$elemMatch": {"y": 2, "x": 1}}}),
    ({"a": {"$elemMatch": {"$or": [{"x": 1}, {"y": 2}]}}}, {"a": {"$elemMatch": {"$or": [{"y": 2}, {"x": 1}]}}}),
    (schema(required=["a", "b"], bsonType="object"), schema(bsonType=["object"], required=["b", "a"])),
    (schema(properties={"a": {}, "b": {}}), schema(properties={"b": {}, "a": {}})),
    (schema(enum=[1, "x"]), schema(enum=["x", 1])),
    (schema(anyOf=[{"required": ["a"]}, {"minimum": 1}]), schema(anyOf=[{"minimum": 1}, {"required": ["a"]}])),
    (schema(dependencies={"a": ["b", "c"]}), schema(dependencies={"a": ["c", "b"]})),
    (schema(items={"required": ["a", "b"]}), schema(items={"required": ["b", "a"]})),
]

DIFFERENT: list[tuple[Any, Any]] = [
    ({"a": 1}, {"a": "1"}),
    ({"a": 1}, {"a": 2}),
    ({"a": 1}, {"a": Decimal128("1")}),
    ({"a": {"x": 1, "y": 2}}, {"a": {"y": 2, "x": 1}}),
    ({"a": {"$eq": {"x": 1, "y": 2}}}, {"a": {"$eq": {"y": 2, "x": 1}}}),
    ({"a": [1, 2]}, {"a": [2, 1]}),
    ({"a": {"$in": [[1, 2]]}}, {"a": {"$in": [[2, 1]]}}),
    ({"a": {"$in": [1]}}, {"a": {"$nin": [1]}}),
    ({"$or": [{"a": 1}]}, {"$nor": [{"a": 1}]}),
    ({"$expr": {"$lt": ["$a", "$b"]}}, {"$expr": {"$lt": ["$b", "$a"]}}),
    ({"$expr": {"$eq": ["$a", {"x": 1, "y": 2}]}}, {"$expr": {"$eq": ["$a", {"y": 2, "x": 1}]}}),
    ({"a": ObjectId("0" * 24)}, {"a": "0" * 24}),
    ({"a": Regex("x")}, {"a": Regex("x", "i")}),
    (schema(enum=[[1, 2]]), schema(enum=[[2, 1]])),
    (schema(enum=["a"]), schema(enum=[["a"]])),
    (schema(enum=[{"x": 1, "y": 2}]), schema(enum=[{"y": 2, "x": 1}])),
    (schema(items=[{"minimum": 1}, {}]), schema(items=[{}, {"minimum": 1}])),
    # Fields that are called like keywords are fields.
    (schema(properties={"enum": {"minimum": 1}}), schema(enum=[{"minimum": 1}])),
    (schema(properties={"required": {"enum": [[1, 2]]}}), schema(properties={"required": {"enum": [[2, 1]]}})),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_demand(one: Any, other: Any) -> None:
    assert written(one) == written(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_demand(one: Any, other: Any) -> None:
    assert written(one) != written(other)


def test_numbers_in_pipelines_keep_their_type() -> None:
    values = [1, 1.0, Int64(1), Decimal128("1"), 2**40, 0.5, True]
    assert len({text(exact(value)) for value in values}) == len(values)
    assert text(exact({"b": 1, "a": [1.5, "x"]})) == '{"b":1,"a":[1.5,"x"]}'


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from("abc"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "$in", "$gt", "$or"]), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "$and", "$or", "$jsonSchema", "$expr"]), _VALUES))
def test_whatever_stands_there_is_taken_and_taken_the_same_twice(document: dict[str, Any]) -> None:
    """Servers of other versions may allow what we do not know."""
    once = query(plain(document))
    assert query(once) == once
    assert text(query(dict(reversed(plain(document).items())))) == text(once)
