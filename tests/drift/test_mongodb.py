"""MongoDB: every single change made by hand is found and named, and a clean database is silent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from bson import Code, Decimal128

from schemaguard.schema.compare import compare, compare_fully
from schemaguard.schema.fingerprint import fingerprint
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.drift.harness import Injection, inject, snapshot
from tests.drift.mongodb_base import ALL, VALIDATOR, Deed, MongoDatabase, copy
from tests.drift.mongodb_changes import COLLECTIONS, OTHERS
from tests.drift.mongodb_deeds import create, function, index, modify, raw_index, schema_with, wildcard
from tests.drift.mongodb_index_changes import INDEXES, KIND
from tests.servers import mongodb
from tests.servers.client import DatabaseServer


def settings(url: str) -> dict[str, Any]:
    return {"ENGINE": "mongodb", "HOST": url}


@pytest.fixture(scope="module")
def shop(mongodb_server: DatabaseServer) -> Iterator[tuple[str, MongoDatabase]]:
    """The URL of a filled database, and the database."""
    with mongodb_server.fresh() as url, mongodb.connect(url) as client:
        database = client.get_default_database()
        for deed in ALL:
            deed(database)
        yield url, database


@pytest.mark.parametrize("injection", [*INDEXES, *COLLECTIONS, *OTHERS], ids=str)
def test_a_change_by_hand_is_found(injection: Injection, shop: tuple[str, MongoDatabase]) -> None:
    url, database = shop
    inject(injection, lambda: snapshot("mongodb", settings(url)), lambda deed: deed(database))


def made(server: DatabaseServer, *deeds: Deed) -> SchemaSnapshot:
    with server.fresh() as url, mongodb.connect(url) as client:
        for deed in deeds:
            deed(client.get_default_database())
        return snapshot("mongodb", settings(url))


def test_the_same_commands_in_another_order_make_the_same_schema(mongodb_server: DatabaseServer) -> None:
    one, other = made(mongodb_server, *ALL), made(mongodb_server, *reversed(ALL))
    assert one == other
    assert len(one.all("collection")) == 8


def test_a_database_reads_the_same_twice(shop: tuple[str, MongoDatabase]) -> None:
    url, _ = shop
    assert snapshot("mongodb", settings(url)) == snapshot("mongodb", settings(url))


def test_a_restored_dump_is_the_same(shop: tuple[str, MongoDatabase], mongodb_server: DatabaseServer) -> None:
    url, database = shop
    with mongodb_server.fresh() as copied:
        copy(database, database.client[copied.rpartition("/")[2]])
        left, right = snapshot("mongodb", settings(url)), snapshot("mongodb", settings(copied))
    assert compare_fully(left, right).changes == ()
    assert fingerprint(left) == fingerprint(right)
    assert left == right


def test_documents_change_nothing(shop: tuple[str, MongoDatabase]) -> None:
    url, database = shop
    before = snapshot("mongodb", settings(url))
    database.plain.insert_many([{"x": number, "tags": ["a"]} for number in range(100)])
    try:
        assert snapshot("mongodb", settings(url)) == before
    finally:
        database.plain.delete_many({})


SAME = [
    (
        "a chosen name that nobody chose",
        index("plain", [("x", 1)]),
        index("plain", [("x", 1)], name="plain_x_0a1b2c3d"),
    ),
    (
        "order of fields of a text index",
        index("plain", [("x", "text"), ("y", "text")]),
        index("plain", [("y", "text"), ("x", "text")]),
    ),
    ("defaults said", index("plain", [("x", 1)]), index("plain", [("x", 1)], sparse=False, unique=False, hidden=False)),
    (
        "condition in another order",
        index("plain", [("x", 1)], partialFilterExpression=KIND),
        index("plain", [("x", 1)], partialFilterExpression=dict(reversed(KIND.items()))),
    ),
    (
        "1 and 1.0",
        index("plain", [("x", 1)], expireAfterSeconds=60),
        index("plain", [("x", 1)], expireAfterSeconds=60.0),
    ),
    ("a validator that was emptied", modify("plain", validator={}), modify("plain", validationLevel="moderate")),
    (
        "defaults of validation",
        modify("plain", validator=VALIDATOR),
        modify("plain", validator=VALIDATOR, validationLevel="strict", validationAction="error"),
    ),
    (
        "required in another order",
        modify("plain", validator=VALIDATOR),
        modify("plain", validator=schema_with(required=["total", "number"])),
    ),
    # Manual: these indexes are always sparse, whatever is said.
    *(
        (f"sparse, said of {kind}", index("plain", [("x", kind)]), index("plain", [("x", kind)], sparse=True))
        for kind in ("2d", "2dsphere", "text")
    ),
    (
        "as many as there is room for",
        create("log", capped=True, size=8192),
        create("log", capped=True, size=8192, max=0),
    ),
    ("nested and dotted", wildcard({"a": {"b": 1}, "c": 1}), wildcard({"a.b": True, "c": 1})),
    ("without _id, which is so anyway", wildcard({"a": 1}), wildcard({"a": 1, "_id": 0})),
    ("everything but _id", raw_index({"$**": 1}), wildcard({"_id": 0})),
    ("a direction in decimals", raw_index({"x": -1}), raw_index({"x": Decimal128("-1.5")})),
]

DIFFERENT = [
    ("nested fields of a wildcard index", wildcard({"a": {"b": 1}}), wildcard({"a": {"c": 1}})),
    ("nested fields in, or out", wildcard({"a": {"b": 1}}), wildcard({"a": {"b": 0}})),
    ("fields in, or out, in decimals", wildcard({"a": 1}), wildcard({"a": Decimal128("0")})),
    ("the _id in a wildcard index", wildcard({"a": 0}), wildcard({"a": 0, "_id": 1})),
    ("what a stored function knows", function(Code("x", {"y": 1})), function(Code("x", {"y": 2}))),
]


@pytest.mark.parametrize(("one", "other"), [pytest.param(*deeds, id=name) for name, *deeds in SAME])
def test_what_means_nothing_is_no_difference(one: Deed, other: Deed, mongodb_server: DatabaseServer) -> None:
    left, right = made(mongodb_server, create("plain"), one), made(mongodb_server, create("plain"), other)
    assert compare(left, right) == ()
    assert fingerprint(left) == fingerprint(right)


@pytest.mark.parametrize(("one", "other"), [pytest.param(*deeds, id=name) for name, *deeds in DIFFERENT])
def test_what_looks_the_same_is_a_difference(one: Deed, other: Deed, mongodb_server: DatabaseServer) -> None:
    left, right = made(mongodb_server, create("plain"), one), made(mongodb_server, create("plain"), other)
    assert len(compare(left, right)) == 1
