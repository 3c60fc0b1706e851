"""What a stage of MongoDB says of documents, and the way back to a kept moment."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bson import Decimal128, Int64, ObjectId
from pymongo import UpdateOne

from schemaguard.databases.base import Source
from schemaguard.databases.mongodb.scratch import scratch
from schemaguard.databases.mongodb.stage import MongoDBStage
from schemaguard.databases.scratch_names import is_scratch
from tests.databases.mongodb_live import guarded, settings
from tests.drift.mongodb_base import ALL, MongoDatabase
from tests.servers.mongodb import connect

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def live(mongodb_url: str) -> Iterator[MongoDatabase]:
    with connect(mongodb_url) as client, scratch(Source("live", settings(mongodb_url))) as entry:
        yield client[entry["NAME"]]


@pytest.fixture
def stage(live: MongoDatabase, mongodb_url: str) -> Iterator[MongoDBStage]:
    found = MongoDBStage(Source("scratch", settings(mongodb_url, NAME=live.name)), None)
    yield found
    found.close()


def hashed(stage: MongoDBStage, live: MongoDatabase, *values: Any) -> list[Any]:
    live.value.drop()
    live.value.insert_many([{"_id": place, "v": value} for place, value in enumerate(values)])
    rows = stage.state().rows["value"]
    return [rows.cells[str(place)][rows.columns.index("v")] for place in range(len(values))]


EQUAL = [
    (1, 1.0, Int64(1)),
    (0.0, -0.0, 0),
    (2**62, 2.0**62),
    (Decimal128("1.50"), Decimal128("1.5"), Decimal128("1.500")),
    (Decimal128("1.50E-10"), Decimal128("1.5E-10")),
    ({"a": 1, "b": [2.0]}, {"a": 1.0, "b": [2]}),
]
DIFFERENT = [
    (1, "1", True, b"1", None, [1], {"a": 1}, [[1]], {"a": [1]}, {"b": 1}),
    (1.2, 1.7, 1, 2, -1.2, 1.2000000000000002),
    (0.1 + 0.2, 0.3),
    (1e300, 1e301, 5e-324, 1e-323, -1e300),
    (math.nan, math.inf, -math.inf, 0),
    (2.0**63, 2.0**64, -(2.0**63), 2**63 - 1),
    ({"x": 1, "y": 2}, {"y": 2, "x": 1}, {"x": 1}, {"x": 1, "y": None}),
    ([1, 2], [2, 1], [], {}, [1, [2]], [[1], 2]),
    ({"a": {"b": [{"c": 1.5}]}}, {"a": {"b": [{"c": 1.6}]}}),
    (Decimal128("10"), Decimal128("100"), Decimal128("1"), Decimal128("1E+10"), Decimal128("0.1"), 0.1),
    (NOW, NOW + timedelta(milliseconds=1), "2026-01-01"),
    ("a", "A", "ä", "a\u0308", "", " "),
]


@pytest.mark.parametrize("values", EQUAL, ids=str)
def test_equal_values(values: tuple[Any, ...], stage: MongoDBStage, live: MongoDatabase) -> None:
    assert len(set(hashed(stage, live, *values))) == 1


@pytest.mark.parametrize("values", DIFFERENT, ids=str)
def test_different_values(values: tuple[Any, ...], stage: MongoDBStage, live: MongoDatabase) -> None:
    assert len(set(hashed(stage, live, *values))) == len(values)


def test_every_bit_of_a_double_counts(stage: MongoDBStage, live: MongoDatabase) -> None:
    chance = random.Random(1)
    found = {struct.unpack("d", chance.randbytes(8))[0] for _ in range(200)}
    found |= {2.0**power for power in range(-1074, 1024, 25)}
    found |= {math.nextafter(value, math.inf) for value in found}
    values = sorted(value for value in found if math.isfinite(value))
    assert len(set(hashed(stage, live, *values[:900]))) == len(values[:900])


def test_what_a_state_holds(stage: MongoDBStage, live: MongoDatabase) -> None:
    for deed in ALL:
        deed(live)
    key = ObjectId("5f000000000000000000000a")
    live.shop_product.insert_many([{"_id": key, "sku": 1, "a": 1, "b": None}, {"_id": 2, "c": 3}])
    live.reading.insert_one({"at": NOW, "sensor": 1, "v": 2})
    live["__schema__"].insert_one({"name": "shop_order", "auto": {"field_names": ["id"], "seq": 7}})
    live.create_collection("system.profile", capped=True, size=4096)
    state = stage.state()
    assert set(state.rows) == {"shop_order", "shop_product", "log", "reading", "session", "name", "plain"}
    rows = state.rows["shop_product"]
    assert (rows.columns, rows.key, rows.count, rows.sums) == (("_id", "a", "b", "c", "sku"), ("_id",), 2, None)
    assert set(rows.cells) == {'{"$oid":"5f000000000000000000000a"}', "2"}
    assert [cell is None for cell in rows.cells["2"]] == [False, True, True, False, True]
    assert rows.cells['{"$oid":"5f000000000000000000000a"}'][2] is not None, "null is a value"
    assert state.rows["reading"].key == ()
    assert state.counters == {"shop_order.id": 7}
    assert {item.name for item in state.schema.objects} >= {"book", "shop_order"}


def test_many_documents_are_summed_up(live: MongoDatabase, mongodb_url: str) -> None:
    stage = MongoDBStage(Source("scratch", settings(mongodb_url, NAME=live.name)), None, limit=10)
    live.many.insert_many([{"_id": n, "n": n, "s": n / 3} for n in range(11)])
    before = stage.state().rows["many"]
    assert (before.count, before.cells, before.columns) == (11, {}, ("_id", "n", "s"))
    live.many.update_one({"_id": 3}, {"$set": {"s": 1.01}})
    after = stage.state().rows["many"]
    assert before.sums and after.sums
    assert {name for name in before.sums if before.sums[name] != after.sums[name]} == {"s"}
    live.many.delete_one({"_id": 3})
    live.many.insert_one({"_id": 3, "n": 3, "s": 1.0})
    assert stage.state().rows["many"] == before, "the order does not count"


DEEDS: list[Callable[[MongoDatabase], Any]] = [
    lambda live: live.a.insert_one({"_id": 9}),
    lambda live: live.a.update_many({}, {"$set": {"x": 1}}),
    lambda live: live.a.delete_one({"_id": 1}),
    lambda live: live.a.drop(),
    lambda live: [live.drop_collection("a"), live.a.insert_one({"_id": 1, "v": 2})],
    lambda live: live.a.rename("c"),
    lambda live: live.a.create_index("x"),
    lambda live: live.b.drop_index("v_1"),
    lambda live: [live.command("dropIndexes", "b", index="v_1"), live.b.create_index("v", unique=True)],
    lambda live: live.command("collMod", "a", validator={"v": 1}),
    lambda live: live.command("collMod", "b", index={"name": "v_1", "hidden": True}),
    lambda live: list(live.a.aggregate([{"$out": "b"}])),
    lambda live: list(live.a.aggregate([{"$set": {"v": "m"}}, {"$merge": "b"}])),
    lambda live: live.series.insert_one({"at": NOW, "v": 7}),
    lambda live: live.capped.insert_one({"_id": 5}),
    lambda live: live.command("collMod", "view", viewOn="b", pipeline=[]),
    lambda live: live.view.drop(),
    lambda live: live["system.js"].insert_one({"_id": "f", "value": "x"}),
    lambda live: live.django_migrations.insert_one({"app": "a", "name": "2"}),
]


@pytest.fixture
def small(live: MongoDatabase) -> MongoDatabase:
    for place, name in enumerate("ab"):
        live[name].insert_many([{"_id": n, "v": n + 10 * place} for n in range(3)])
        live[name].create_index("v")
    live.create_collection("series", timeseries={"timeField": "at"})
    live.series.insert_one({"at": NOW, "v": 1})
    live.create_collection("capped", capped=True, size=4096)
    live.capped.insert_many([{"_id": n} for n in (3, 1, 2)])
    live.create_collection("view", viewOn="a", pipeline=[{"$match": {"v": 1}}])
    live.django_migrations.insert_one({"app": "a", "name": "1"})
    return live


@pytest.mark.parametrize("deed", DEEDS)
def test_whatever_changes_is_seen_and_brought_back(
    deed: Callable[[MongoDatabase], Any], small: MongoDatabase, stage: MongoDBStage
) -> None:
    """A state that reuses what it knows is the one that reads everything."""
    before = stage.state()
    stage.keep()
    for _ in range(2):
        deed(small)
        after = stage.state()
        assert after == stage.full_state()
        assert after != before
        stage.restore()
        assert stage.state() == before == stage.full_state()


def test_an_attempt_is_made_good(small: MongoDatabase, stage: MongoDBStage) -> None:
    def fail() -> None:
        with stage.attempt():
            small.a.drop()
            raise ZeroDivisionError

    before = stage.state()
    with pytest.raises(ZeroDivisionError):
        fail()
    assert stage.state() == before
    small.b.insert_one({"_id": 77})
    later = stage.state()
    with stage.attempt():
        small.b.delete_many({})
    assert stage.full_state() == later
    aside = stage._shelf._name
    assert is_scratch(aside) and aside in small.client.list_database_names()
    stage.close()
    assert aside not in small.client.list_database_names()


def test_trace(small: MongoDatabase, stage: MongoDBStage) -> None:
    with stage.traced() as trace:
        small.a.update_many({}, {"$set": {"x": 1}})
        small.b.update_one({"_id": 1}, {"$set": {"x": 1}})
        small.b.delete_one({"_id": 2})
        small.b.create_index("x", name="by_x")
        small.new.insert_one({})
        small.new.create_index("x")
        list(small.new.find())
        small.capped.insert_many([{"_id": 8}, {"_id": 9}])
        list(small.capped.find({"v": 1}))
    assert (trace.rewrites, trace.scans, trace.index_builds) == (["a"], ["a", "capped"], ["by_x"])
    assert trace.ways == {
        "a": "documents: 3 updated",
        "b": "documents: 1 deleted, 1 updated",
        "capped": "documents: 2 inserted",
    }
    with stage.traced() as trace:
        list(small.a.aggregate([{"$out": "b"}]))
    assert trace.ways == {"b": "written by an aggregation"}
    assert trace.scans == ["a"]
    assert "system.profile" not in stage.full_state().rows


def test_without_rights_everything_is_read_and_the_trace_says_so(tmp_path: Path) -> None:
    """Neither top nor dbHash nor the profiler: then nothing is known to be as it was."""
    actions = ["find", "insert", "remove", "update", "listCollections", "listIndexes", "createIndex"]
    with guarded(tmp_path) as server, server.root() as root:
        root.shop.a.insert_many([{"_id": n, "v": n} for n in range(3)])
        server.user("poor", [{"resource": {"db": "shop", "collection": ""}, "actions": actions}])
        stage = MongoDBStage(Source("scratch", settings(server.url("poor", "shop"))), None)
        before = stage.state()
        with stage.traced() as trace:
            root.shop.a.update_one({"_id": 1}, {"$set": {"v": 7}})
            root.shop.a.create_index("v")
        after = stage.state()
    assert trace.ways == {"database": "not traced: the profiler cannot be used (13)"}
    assert before.rows["a"] != after.rows["a"]
    assert [len(state.schema.all("collection")[0].indexes) for state in (before, after)] == [0, 1]


Told = tuple[dict[str, str], list[str], list[str], list[str]]
NOTHING: Told = ({}, [], [], [])

#: What other collections an aggregation reads ($lookup, $unionWith), the profiler does not say.
#: What happens to ``a`` with three documents and an index on ``v``, and the ways, rewrites, scans and index builds that
#: the manual says it comes to.
TRACED: dict[str, tuple[Callable[[MongoDatabase], Any], Told]] = {
    "set in all": (
        lambda db: db.a.update_many({}, {"$set": {"x": 1}}),
        ({"a": "documents: 3 updated"}, ["a"], ["a"], []),
    ),
    "set in all what is there": (
        lambda db: db.a.update_many({}, [{"$set": {"v": "$v"}}]),
        ({}, [], ["a"], []),
    ),
    "set in some": (
        lambda db: db.a.update_many({"x": None, "_id": {"$gt": 0}}, {"$set": {"x": 1}}),
        ({"a": "documents: 2 updated"}, [], [], []),
    ),
    "unset by a field without index": (
        lambda db: db.a.update_many({"y": {"$exists": True}}, {"$unset": {"y": ""}}),
        ({}, [], ["a"], []),
    ),
    "by an index": (
        lambda db: db.a.update_one({"v": 1}, {"$inc": {"v": 9}}),
        ({"a": "documents: 1 updated"}, [], [], []),
    ),
    "in bulk": (
        lambda db: db.a.bulk_write([UpdateOne({"_id": n}, {"$set": {"x": n}}) for n in range(3)]),
        ({"a": "documents: 3 updated"}, [], [], []),
    ),
    "upsert": (
        lambda db: db.a.update_one({"_id": 7}, {"$set": {"x": 1}}, upsert=True),
        ({"a": "documents: 1 inserted"}, [], [], []),
    ),
    "replace": (lambda db: db.a.replace_one({"_id": 1}, {"z": 1}), ({"a": "documents: 1 updated"}, [], [], [])),
    "delete all": (lambda db: db.a.delete_many({}), ({"a": "documents: 3 deleted"}, [], ["a"], [])),
    "find and modify": (
        lambda db: db.a.find_one_and_update({"_id": 1}, {"$set": {"x": 1}}),
        ({"a": "documents: 1 updated"}, [], [], []),
    ),
    "find and delete": (lambda db: db.a.find_one_and_delete({"_id": 1}), ({"a": "documents: 1 deleted"}, [], [], [])),
    "count": (lambda db: db.a.count_documents({"nothing": 1}), ({}, [], ["a"], [])),
    "find by key": (lambda db: db.a.find_one({"_id": 1}), NOTHING),
    "aggregate": (lambda db: list(db.a.aggregate([{"$group": {"_id": "$x"}}])), ({}, [], ["a"], [])),
    "merge": (
        lambda db: list(db.b.aggregate([{"$match": {"_id": 1}}, {"$merge": "a"}])),
        ({"a": "documents: 1 updated"}, [], [], []),
    ),
    "index": (lambda db: db.a.create_index("x"), ({}, [], [], ["x_1"])),
    "index that is there": (lambda db: db.a.create_index("v"), NOTHING),
    "drop index": (lambda db: db.a.drop_index("v_1"), NOTHING),
    "validator": (lambda db: db.command("collMod", "a", validator={"v": {"$gt": 3}}), NOTHING),
    "rename": (lambda db: db.a.rename("c"), NOTHING),
    "drop": (lambda db: db.a.drop(), NOTHING),
    "renamed and changed": (
        lambda db: (db.a.rename("c"), db.c.update_many({}, {"$set": {"x": 1}}), db.c.create_index("x")),
        ({"a": "documents: 3 updated"}, ["a"], ["a"], ["x_1"]),
    ),
    "new": (lambda db: (db.c.insert_one({"v": 1}), db.c.update_many({}, {"$set": {"x": 1}})), NOTHING),
}


def test_traces_are_what_the_manual_says(live: MongoDatabase, stage: MongoDBStage) -> None:
    wrong = []
    for name, (deed, told) in TRACED.items():
        for known in "abc":
            live.drop_collection(known)
        live.a.insert_many([{"_id": n, "v": n} for n in range(3)])
        live.a.create_index("v")
        live.b.insert_many([{"_id": n, "v": n + 10} for n in range(3)])
        with stage.traced() as trace:
            deed(live)
        found = trace.ways, trace.rewrites, trace.scans, trace.index_builds
        if found != told:
            wrong.append((name, found, told))
    assert wrong == [], "\n".join(map(str, wrong))
