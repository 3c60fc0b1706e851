"""Which fields documents have: exactly, and in a sample that is the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import Decimal128, Int64, ObjectId
from pymongo.database import Database

from schemaguard.databases.mongodb import profile
from schemaguard.schema.objects import Field
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.databases.mongodb_live import read, settings
from tests.servers import mongodb

MongoDatabase = Database[dict[str, Any]]


@pytest.fixture
def live(mongodb_url: str) -> Iterator[MongoDatabase]:
    with mongodb.connect(mongodb_url) as client:
        yield client.get_default_database()


def fields(found: SchemaSnapshot, name: str = "c") -> dict[str, Field]:
    """The fields of a collection by name, without ``_id``."""
    (item,) = (item for item in found.all("collection") if item.name == name)
    return {field.name: field for field in item.fields if field.name != "_id"}


def profiled(url: str, live: MongoDatabase, *documents: dict[str, Any]) -> dict[str, Field]:
    live.c.insert_many(list(documents))
    exact, inferred = (read(settings(url), mode) for mode in ("exact", "inferred"))
    # Few documents are all in the sample.
    assert fields(exact) == fields(inferred)
    assert [item.profile for item in (*exact.all("collection"), *inferred.all("collection"))] == ["exact", "inferred"]
    return fields(exact)


CASES: list[tuple[str, list[dict[str, Any]], list[Field]]] = [
    ("always", [{"a": 1}, {"a": 2}], [Field("a", ("int",), always=True)]),
    ("missing in one", [{"a": 1}, {}], [Field("a", ("int",))]),
    ("null is a value", [{"a": 1}, {"a": None}], [Field("a", ("int", "null"), always=True)]),
    (
        "types",
        [{"a": Int64(1)}, {"a": 1.5}, {"a": "x"}, {"a": Decimal128("1")}, {"a": ObjectId()}, {"a": b"x"}, {"a": True}],
        [Field("a", ("binData", "bool", "decimal", "double", "long", "objectId", "string"), always=True)],
    ),
    (
        "nested",
        [{"a": {"b": {"c": 1}}}, {"a": {"b": {}}}],
        [Field("a", ("object",), always=True), Field("a.b", ("object",), always=True), Field("a.b.c", ("int",))],
    ),
    (
        "nested in some",
        [{"a": {"b": 1}}, {"a": 1}],
        [Field("a", ("int", "object"), always=True), Field("a.b", ("int",))],
    ),
    (
        "array",
        [{"tags": ["x"]}, {"tags": []}],
        [Field("tags", ("array",), always=True), Field("tags[]", ("string",), always=True)],
    ),
    ("empty arrays", [{"tags": []}], [Field("tags", ("array",), always=True)]),
    (
        "objects in an array",
        [{"lines": [{"q": 1, "p": 2}, {"q": 1}]}, {"lines": [{"q": 2}]}],
        [
            Field("lines", ("array",), always=True),
            Field("lines[]", ("object",), always=True),
            Field("lines[].p", ("int",)),
            Field("lines[].q", ("int",), always=True),
        ],
    ),
    (
        "arrays in an array",
        [{"m": [[1, "x"], [2]]}],
        [
            Field("m", ("array",), always=True),
            Field("m[]", ("array",), always=True),
            Field("m[][]", ("int", "string"), always=True),
        ],
    ),
    (
        "names that look like more",
        [{"a.b": 1, "x[]": 2, "with space": 3, "a": {"b": 4}}],
        [
            Field('"a.b"', ("int",), always=True),
            Field('"with space"', ("int",), always=True),
            Field('"x[]"', ("int",), always=True),
            Field("a", ("object",), always=True),
            Field("a.b", ("int",), always=True),
        ],
    ),
    (
        "keys in another order",
        [{"a": {"x": 1, "y": 2}}, {"a": {"y": 2, "x": 1}}],
        [
            Field("a", ("object",), always=True),
            Field("a.x", ("int",), always=True),
            Field("a.y", ("int",), always=True),
        ],
    ),
]


@pytest.mark.parametrize(("documents", "expected"), [pytest.param(*case, id=name) for name, *case in CASES])
def test_fields(documents: list[dict[str, Any]], expected: list[Field], mongodb_url: str, live: MongoDatabase) -> None:
    assert list(profiled(mongodb_url, live, *documents).values()) == expected


def test_nothing_is_looked_at_unless_asked(mongodb_url: str, live: MongoDatabase) -> None:
    live.c.insert_one({"a": 1})
    (item,) = read(settings(mongodb_url)).all("collection")
    assert (item.fields, item.profile) == ((), "")


def test_an_empty_collection_has_no_fields(mongodb_url: str, live: MongoDatabase) -> None:
    live.create_collection("c")
    assert fields(read(settings(mongodb_url), "inferred")) == {}


@pytest.mark.parametrize("padding", [0, 3000])
def test_a_sample_is_the_same_every_time_and_on_a_copy(padding: int, mongodb_url: str, live: MongoDatabase) -> None:
    """Small documents are read themselves, of large ones the index; what is in the sample is the same."""
    documents = [{"_id": number, f"k{number}": 1, "p": "x" * padding} for number in range(5000)]
    live.c.insert_many(documents)
    live.copy.insert_many(reversed(documents))
    first, second = (read(settings(mongodb_url), "inferred") for _ in range(2))
    assert first == second
    assert fields(first) == fields(first, "copy")
    keys = {int(name[1:]) for name in fields(first) if name != "p"}
    assert 1000 < len(keys) < 1500
    # From the beginning to the end, and not only a part of them.
    assert len({key // 500 for key in keys}) == 10


def test_the_sample_does_not_depend_on_the_way_to_read_it(mongodb_url: str, live: MongoDatabase) -> None:
    small = [{"_id": number, f"k{number}": 1} for number in range(4000)]
    live.c.insert_many(small)
    live.large.insert_many([{**document, "p": "x" * 3000} for document in small])
    found = read(settings(mongodb_url), "inferred")
    assert {*fields(found)} == {*fields(found, "large")} - {"p"}


def test_a_time_series_is_sampled_by_its_time(mongodb_url: str, live: MongoDatabase) -> None:
    live.create_collection("c", timeseries={"timeField": "at", "metaField": "m"})
    live.c.insert_many(
        [
            {"at": datetime(2026, 1, 1, number // 60, number % 60, tzinfo=UTC), "m": 1, "v": 1.5}
            for number in range(1400)
        ]
        + [
            {"at": datetime(2026, 1, 2, number // 60, number % 60, tzinfo=UTC), "m": 1, "v": 1.5}
            for number in range(1400)
        ]
    )
    first, second = (read(settings(mongodb_url), "inferred") for _ in range(2))
    assert first == second
    expected = [
        Field("at", ("date",), always=True),
        Field("m", ("int",), always=True),
        Field("v", ("double",), always=True),
    ]
    assert list(fields(first).values()) == expected


def test_a_clustered_collection_is_sampled(mongodb_url: str, live: MongoDatabase) -> None:
    live.create_collection("c", clusteredIndex={"key": {"_id": 1}, "unique": True})
    live.c.insert_many([{"_id": number, "p": "x" * 3000} for number in range(2500)])
    assert list(fields(read(settings(mongodb_url), "inferred"))) == ["p"]


def test_keys_that_are_data_are_said_to_be(
    mongodb_url: str, live: MongoDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "_MOST_FIELDS", 50)
    live.c.insert_one({"by_user": {f"u{number}": number for number in range(60)}})
    found = read(settings(mongodb_url), "exact")
    assert fields(found) == {}
    assert [(gap.kind, gap.name) for gap in found.gaps] == [("field", "c.*")]


def test_what_is_too_deep_is_said(mongodb_url: str, live: MongoDatabase) -> None:
    document: Any = 1
    for _ in range(60):
        document = {"a": document}
    live.c.insert_one(document)
    found = read(settings(mongodb_url), "exact")
    assert list(fields(found)) == [".".join("a" * level) for level in range(1, 18)]
    assert [(gap.kind, gap.name) for gap in found.gaps] == [("field", "c.*")]


def test_views_are_not_looked_into(mongodb_url: str, live: MongoDatabase) -> None:
    live.c.insert_one({"a": 1})
    live.create_collection("v", viewOn="c", pipeline=[])
    assert read(settings(mongodb_url), "exact").all("view")[0].body == "[]"
