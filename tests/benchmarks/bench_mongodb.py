"""Measure reading a MongoDB database beside what the server and its driver need for it, in one go on one machine.

    python -m tests.benchmarks.bench_mongodb --documents 100000

Starts a server of its own, unless it gets the URL of one. Only the ratios mean anything; the seconds belong to the
machine. The floor of a snapshot is the bare commands, run one after the other; that of a sample is to count the index
on ``_id``, which hands out no key, and to run through it in an aggregation, which does.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bson import MinKey
from pymongo import IndexModel, MongoClient
from pymongo.database import Database

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.registry import database
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.servers.base import with_database
from tests.servers.mongodb import MONGODB, connect

MongoDatabase = Database[dict[str, Any]]
Work = Callable[[], object]

INDEXES = (
    IndexModel([("customer_id", 1)], name="shop_customer_id_1f5c2a9b"),
    IndexModel([("placed_at", -1), ("customer_id", 1)], name="recent"),
    IndexModel([("number", 1)], unique=True, partialFilterExpression={"number": {"$type": "string"}}),
    IndexModel([("expires_at", 1)], expireAfterSeconds=3600),
    IndexModel([("sku", 1)], collation={"locale": "en", "strength": 2}),
)
BATCH = 10_000


@contextmanager
def server(url: str) -> Iterator[str]:
    """The given server, or one that is started for this and stopped."""
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory() as directory:
        running = MONGODB.start(Path(directory))
        try:
            yield running.url
        finally:
            MONGODB.stop(running.process)


def snapshot(url: str, fields: str = "") -> SchemaSnapshot:
    """What is measured."""
    wanted = Wanted(timeout=3600, fields=fields)
    return database("mongodb").introspect(Source("live", {"ENGINE": "mongodb", "HOST": url}), wanted)


def bare(url: str) -> int:
    """The commands of a snapshot, without a snapshot."""
    client: MongoClient[dict[str, Any]] = connect(url)
    with client:
        live = client.get_default_database()
        return sum(len(list(live[entry["name"]].list_indexes())) for entry in live.list_collections())


def measured(works: Mapping[str, Work], runs: int) -> dict[str, tuple[float, float]]:
    """Median wall and own CPU seconds. In turns, so that a busy moment of the machine meets all of them."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            wall, cpu = time.perf_counter(), time.process_time()
            work()
            times[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {name: tuple(map(statistics.median, zip(*found, strict=True))) for name, found in times.items()}


def collections(live: MongoDatabase, count: int) -> None:
    """Many collections, each with five indexes."""
    for number in range(count):
        live[f"shop_table_{number:05}"].create_indexes(list(INDEXES))


def documents(live: MongoDatabase, count: int, padding: int) -> None:
    """One collection of many documents, with nested ones and arrays."""
    for start in range(0, count, BATCH):
        live.shop_order.insert_many(
            {
                "number": f"A{number}",
                "total": number / 100,
                "customer": {"name": "x", "place": {"lat": 1.5, "lon": 2.5}},
                "lines": [{"sku": "x", "quantity": 1}, {"sku": "y", "quantity": number % 7, "note": "x"}],
                "tags": ["a", "b"],
                "padding": "x" * padding,
                **({"coupon": "x"} if number % 3 == 0 else {}),
            }
            for number in range(start, min(count, start + BATCH))
        )


def through_the_index(live: MongoDatabase) -> object:
    """Every key of the index on ``_id``, and no document."""
    keys: list[dict[str, Any]] = [{"$match": {"_id": {"$gte": MinKey()}}}, {"$project": {"_id": 1}}]
    return list(live.shop_order.aggregate([*keys, {"$group": {"_id": None, "last": {"$max": "$_id"}}}], hint="_id_"))


def show(title: str, times: Mapping[str, tuple[float, float]]) -> None:
    """A Markdown table, with ratios to its first line."""
    floor = next(iter(times.values()))[0]
    sys.stdout.write(f"\n{title}\n\n| | seconds | x | own CPU seconds |\n| --- | --- | --- | --- |\n")
    for name, (wall, cpu) in times.items():
        sys.stdout.write(f"| {name} | {wall:.2f} | {wall / floor:.2f} | {cpu:.2f} |\n")


def peak() -> int:
    """The most memory this process had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def bench_collections(url: str, count: int, runs: int) -> None:
    """A snapshot of many collections."""
    with MONGODB.fresh(url) as fresh, connect(fresh) as client:
        collections(client.get_default_database(), count)
        works: dict[str, Work] = {"bare commands": lambda: bare(fresh), "snapshot": lambda: snapshot(fresh)}
        snapshot(fresh)
        show(f"{count} collections with {len(INDEXES)} indexes each", measured(works, runs))


def bench_documents(url: str, count: int, padding: int, runs: int, exact: bool) -> None:
    """The fields of many documents."""
    with MONGODB.fresh(url) as fresh, connect(fresh) as client:
        live = client.get_default_database()
        documents(live, count, padding)
        size = client[live.name].command("collStats", "shop_order")["avgObjSize"]
        works: dict[str, Work] = {
            "count by the index on _id": lambda: live.shop_order.count_documents({}, hint="_id_"),
            "run through the index on _id": lambda: through_the_index(live),
            "snapshot, fields inferred": lambda: snapshot(fresh, "inferred"),
        }
        if exact:
            works["snapshot, fields exact"] = lambda: snapshot(fresh, "exact")
        before = peak()
        times = measured(works, runs)
        show(f"{count} documents of {size} bytes", times)
        sys.stdout.write(f"\nPeak memory of this process: {before} MB before, {peak()} MB after.\n")


def parsed(arguments: Iterable[str]) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", default="", help="a server to use, as mongodb://127.0.0.1:27017/admin")
    parser.add_argument("--collections", type=int, default=1000)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--padding", type=int, default=0, help="further bytes in each document")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--exact", action="store_true", help="look at all documents as well, which takes long")
    return parser.parse_args([*arguments])


def main() -> None:
    """Measure, and print tables."""
    options = parsed(sys.argv[1:])
    with server(options.url) as url:
        administrative = with_database(url, "admin")
        if options.collections:
            bench_collections(administrative, options.collections, options.runs)
        if options.documents:
            bench_documents(administrative, options.documents, options.padding, options.runs, options.exact)


if __name__ == "__main__":
    main()
