"""Copies of MongoDB databases, of everything or of documents that belong together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bson import Decimal128

from schemaguard.databases.base import Mask, Portion, Source
from schemaguard.databases.registry import database
from tests.databases.mongodb_live import Watch, settings, standalone
from tests.drift.mongodb_base import ALL, MongoDatabase
from tests.servers.mongodb import connect

AREAS, CUSTOMERS, ORDERS = 20, 40, 40
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def live(mongodb_url: str) -> Iterator[MongoDatabase]:
    with connect(mongodb_url) as client:
        yield client.get_default_database()


@pytest.fixture
def source(mongodb_url: str) -> Source:
    return Source("live", settings(mongodb_url))


@pytest.fixture
def target(source: Source) -> Iterator[Source]:
    with database("mongodb").scratch(source) as entry:
        yield Source("scratch", entry)


def of(target: Source, live: MongoDatabase) -> MongoDatabase:
    return live.client[target.settings["NAME"]]


def fill(live: MongoDatabase) -> None:
    live.shop_area.insert_many([{"_id": n, "above_id": n - 1 if n else None} for n in range(AREAS)])
    live.shop_customer.insert_many(
        [{"_id": n, "email": f"c{n}@x", "shop_area_id": n * 7 % AREAS} for n in range(CUSTOMERS)]
    )
    live.shop_order.insert_many(
        [{"_id": n, "number": f"n{n}", "total": Decimal128("1.50"), "customer_id": 39 - n} for n in range(ORDERS)]
    )
    live.reading.insert_many([{"at": START + timedelta(minutes=n), "sensor": 1, "v": n} for n in range(40)])
    live.log.insert_many([{"_id": n} for n in range(9, 0, -1)])
    live.django_migrations.insert_many([{"app": "shop", "name": f"{n:04}"} for n in range(30)])


def copied(source: Source, target: Source, rows: int | None = None, mask: Mask | None = None) -> list[str]:
    said = database("mongodb").copy(source, target, Portion(rows, mask))
    return [line for line in said if "expire" not in line]


@pytest.fixture
def shop(live: MongoDatabase) -> None:
    for deed in ALL:
        deed(live)
    # Written before it was demanded.
    live.shop_order.insert_one({"_id": 1000, "total": "free"}, bypass_document_validation=True)
    live.reading.drop()
    live.create_collection("reading", timeseries={"timeField": "at", "metaField": "sensor", "granularity": "seconds"})
    fill(live)


@pytest.mark.usefixtures("shop")
def test_everything_is_copied(source: Source, target: Source, live: MongoDatabase) -> None:
    hashes = live.command("dbHash")["collections"]
    assert copied(source, target) == []
    copy = of(target, live).command("dbHash")["collections"]
    same = hashes.keys() - {"system.views", "system.buckets.reading"}
    assert {name: copy[name] for name in same} == {name: hashes[name] for name in same}
    assert of(target, live).reading.count_documents({}) == 40
    assert of(target, live)["system.js"].count_documents({}) == 1
    assert [row["_id"] for row in of(target, live).log.find()] == list(range(9, 0, -1)), "the order of a capped one"
    assert live.command("dbHash")["collections"] == hashes


def test_many_documents_are_written_at_once(source: Source, target: Source, live: MongoDatabase) -> None:
    live.create_collection("many", collation={"locale": "de"}, validator={"n": {"$gte": 0}})
    live.many.create_index("n", unique=True)
    live.many.insert_many([{"_id": n, "n": n} for n in range(10_001)])
    assert copied(source, target) == []
    hashes = [found.command("dbHash")["collections"]["many"] for found in (live, of(target, live))]
    assert hashes[0] == hashes[1]


@pytest.mark.usefixtures("shop")
def test_a_part_has_the_ends_and_what_they_refer_to(source: Source, target: Source, live: MongoDatabase) -> None:
    (line,) = copied(source, target, rows=3)
    assert line.startswith("Taken for references by their names alone: ")
    assert "shop_order.customer_id -> shop_customer" in line
    copy = of(target, live)
    assert sorted(copy.shop_order.distinct("_id")) == [0, 1, 1000]
    assert sorted(copy.shop_customer.distinct("_id")) == [0, 1, 38, 39]
    assert set(copy.shop_area.distinct("_id")) >= set(copy.shop_customer.distinct("shop_area_id"))
    assert [row["v"] for row in copy.reading.find().sort("at")] == [0, 1, 39]
    assert copy.django_migrations.count_documents({}) == 32


@pytest.mark.usefixtures("shop")
def test_documents_stay_on_the_server(source: Source, target: Source, mongodb_url: str) -> None:
    """But for time series."""
    watch = Watch()
    with connect(mongodb_url, event_listeners=[watch]) as client:
        client.get_default_database().drop_collection("reading")
        # A connection of ours, as Django has one.
        wrapper: Any = type("Wrapper", (), {"vendor": "mongodb", "ensure_connection": lambda self: None})()
        wrapper.database = client.get_default_database()
        database("mongodb").copy(Source("live", source.settings, wrapper), target, Portion(3))
    assert watch.names.count("find") <= 3, "the migrations and functions of the proof"


@pytest.mark.usefixtures("shop")
def test_masks(source: Source, target: Source, live: MongoDatabase) -> None:
    def mask(table: str, column: str, value: Any) -> Any:
        return f"{len(value)}{value[:2]}" if (table, column) == ("shop_customer", "email") else value

    live.shop_area.update_one({"_id": 0}, {"$set": {"note": None}})
    assert copied(source, target, None, mask) == []
    assert set(of(target, live).shop_customer.distinct("email")) == {f"4c{n}" for n in range(10)} | {
        f"5c{n}" for n in range(1, 4)
    }
    assert of(target, live).shop_area.find_one({"_id": 0}) == {"_id": 0, "above_id": None, "note": None}


@pytest.mark.usefixtures("shop")
def test_an_index_that_cannot_be_made_is_said(source: Source, target: Source) -> None:
    said = copied(source, target, None, lambda table, column, value: "x" if column == "number" else value)
    assert any(
        line.startswith("The index shop_order_number_5a3b9c1d_uniq of shop_order cannot be made") for line in said
    )
    assert "The copy differs: drop_index shop_order.shop_order_number_5a3b9c1d_uniq." in said


@pytest.mark.usefixtures("shop")
def test_to_another_server(source: Source, live: MongoDatabase, tmp_path: Path) -> None:
    with standalone(tmp_path) as (running, _), connect(running.url) as client:
        other = Source("other", settings(running.url.replace("/admin", "/copy")))
        assert copied(source, other) == []
        assert client["copy"].shop_customer.count_documents({}) == CUSTOMERS
        assert client["copy"].reading.count_documents({}) == live.reading.count_documents({})


def test_what_expires_is_said(source: Source, target: Source, live: MongoDatabase) -> None:
    live.session.create_index("at", expireAfterSeconds=60)
    (line,) = database("mongodb").copy(source, target, Portion())
    assert line == "Documents of session expire, in the copy as well: some may vanish while it is used."


def test_what_djongo_has_counted_to_is_copied(source: Source, target: Source, live: MongoDatabase) -> None:
    live["__schema__"].insert_one({"name": "shop_area", "auto": {"field_names": ["id"], "seq": 7}})
    live.shop_area.insert_many([{"id": n} for n in range(5)])
    live.shop_order.insert_many([{"id": n, "area_id": 2} for n in range(3)])
    (line,) = copied(source, target, rows=2)
    assert line == "Taken for references by their names alone: shop_order.area_id -> shop_area."
    copy = of(target, live)
    assert (copy["__schema__"].find_one() or {})["auto"]["seq"] == 7
    assert sorted(copy.shop_area.distinct("id")) == [0, 2, 4]
