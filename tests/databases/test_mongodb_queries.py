"""What means nothing in a query, a JSON Schema or a value, and what does."""

from __future__ import annotations

from typing import Any

import pytest
from bson import Decimal128, Int64, ObjectId, Regex
from hypothesis import given
from hypothesis import strategies as st

from schemaguard.databases.mongodb.canonical import exact, plain, text
from schemaguard.databases.mongodb.queries import query
from tests.servers.mongodb import connect


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
    ({"a": 2**60}, {"a": float(2**60)}),
    ({"a": {"$type": "string"}}, {"a": {"$type": 2}}),
    ({"a": {"$type": ["number", "null"]}}, {"a": {"$type": [10.0, "number"]}}),
    ({"a": {"$exists": True}}, {"a": {"$exists": 1}}),
    ({"a": {"$regex": "x", "$options": "im"}}, {"a": {"$options": "mi", "$regex": "x"}}),
    ({"a": {"$all": [{"$elemMatch": {"x": 1, "y": 2}}]}}, {"a": {"$all": [{"$elemMatch": {"y": 2, "x": 1}}]}}),
    # Unlike a query, a JSON Schema compares objects whatever the order of their fields.
    (schema(enum=[{"x": 1, "y": [{"a": 1, "b": 2}]}]), schema(enum=[{"y": [{"b": 2, "a": 1}], "x": 1}])),
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
    ({"a": {"$type": 2}}, {"a": {"$type": "int"}}),
    ({"a": {"$exists": 0}}, {"a": {"$exists": 1}}),
    ({"a": {"$regex": "x", "$options": "i"}}, {"a": {"$regex": "x", "$options": "im"}}),
    ({"a": 2**60}, {"a": 2**60 + 1}),
    ({"a": 2**63 - 1}, {"a": float(2**63)}),
    ({"$or": [{"a": 1}]}, {"$nor": [{"a": 1}]}),
    ({"$expr": {"$lt": ["$a", "$b"]}}, {"$expr": {"$lt": ["$b", "$a"]}}),
    ({"$expr": {"$eq": ["$a", {"x": 1, "y": 2}]}}, {"$expr": {"$eq": ["$a", {"y": 2, "x": 1}]}}),
    ({"a": ObjectId("0" * 24)}, {"a": "0" * 24}),
    ({"a": Regex("x")}, {"a": Regex("x", "i")}),
    (schema(enum=[[1, 2]]), schema(enum=[[2, 1]])),
    (schema(enum=["a"]), schema(enum=[["a"]])),
    (schema(oneOf=[{"required": ["a"]}]), schema(oneOf=[{"required": ["a"]}, {"required": ["a"]}])),
    (schema(enum=[{"x": [1, 2]}]), schema(enum=[{"x": [2, 1]}])),
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


def test_a_server_sees_these_demands_as_we_do(mongodb_url: str) -> None:
    """What may surprise: an order that means nothing, and a repetition that means something."""
    with connect(mongodb_url) as client:
        c = client.get_default_database().c
        c.insert_many([{"a": {"x": 1, "y": 2}}, {"a": {"y": 2, "x": 1}}, {"a": [{"y": 2, "x": 1}]}])
        of_a = {"properties": {"a": {"enum": [{"x": 1, "y": 2}]}}}
        assert c.count_documents(schema(**of_a)) == 2
        assert c.count_documents({"a": {"x": 1, "y": 2}}) == 1
        assert c.count_documents(schema(oneOf=[of_a])) == 2
        assert c.count_documents(schema(oneOf=[of_a, of_a])) == 0


def test_numbers_in_pipelines_keep_their_type() -> None:
    values = [1, 1.0, Int64(1), Decimal128("1"), 2**40, 0.5, True]
    assert len({text(exact(value)) for value in values}) == len(values)
    assert text(exact({"b": 1, "a": [1.5, "x"]})) == '{"b":1,"a":[1.5,"x"]}'


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from("abc"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "$in", "$gt", "$or", "$type", "$exists", "$all"]), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "$and", "$or", "$jsonSchema", "$expr"]), _VALUES))
def test_whatever_stands_there_is_taken_and_taken_the_same_twice(document: dict[str, Any]) -> None:
    """Servers of other versions may allow what we do not know."""
    once = query(plain(document))
    assert query(once) == once
    assert text(query(dict(reversed(plain(document).items())))) == text(once)
