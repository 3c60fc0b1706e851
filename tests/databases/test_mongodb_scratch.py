"""Scratch databases on MongoDB: gone afterwards however a run ends, and never somebody else's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from schemaguard.databases.base import Source
from schemaguard.databases.mongodb import address, processes, scratch
from schemaguard.databases.registry import database
from schemaguard.databases.scratch_names import PREFIX, new_name
from schemaguard.exceptions import BadInput
from tests.databases.mongodb_live import Client, guarded, read, settings, standalone
from tests.servers import mongodb
from tests.servers.client import ROOT as PROJECT
from tests.servers.client import DatabaseServer
from tests.waiting import until

QUICK = "serverSelectionTimeoutMS=200"
MARKER = "schemaguard_scratch"

#: Makes a scratch database, says its name, and waits to be ended.
CHILD = """
import sys
from pymongo import MongoClient
from schemaguard.databases.base import Source
from schemaguard.databases.registry import database
with database("mongodb").scratch(Source("live", {"ENGINE": "mongodb", "HOST": sys.argv[1]})) as entry:
    MongoClient(entry["HOST"])[entry["NAME"]].shop_order.insert_one({})
    print(entry["NAME"], flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def client(mongodb_url: str) -> Iterator[Client]:
    with mongodb.connect(mongodb_url) as found:
        yield found


def new(url: str) -> Any:
    return database("mongodb").scratch(Source("live", settings(url)))


def exists(client: Client, name: str) -> bool:
    return name in client.list_database_names()


@pytest.fixture
def child(mongodb_url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process with a scratch database, and the name of that."""
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen([sys.executable, "-c", CHILD, mongodb_url], text=True, cwd=PROJECT, **pipes) as process:
        assert process.stdout
        name = process.stdout.readline().strip()
        assert name.startswith(PREFIX), process.communicate()
        yield process, name
        process.kill()


def test_a_scratch_database_is_empty_and_gone_afterwards(mongodb_url: str, client: Client) -> None:
    with new(mongodb_url) as entry:
        assert read(entry).objects == ()
        client[entry["NAME"]].shop_order.create_index("x")
        assert [item.name for item in read(entry).objects] == ["shop_order"]
        assert exists(client, entry["NAME"])
    assert not exists(client, entry["NAME"])


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_it_is_gone_after_an_exception(error: type[BaseException], mongodb_url: str, client: Client) -> None:
    made: list[str] = []
    with pytest.raises(error):
        fail_inside(mongodb_url, client, made, error)
    assert not exists(client, made[0])


def fail_inside(url: str, client: Client, made: list[str], error: type[BaseException]) -> None:
    with new(url) as entry:
        made.append(entry["NAME"])
        client[entry["NAME"]].shop_order.insert_one({})
        raise error


def test_two_at_once_leave_each_other_alone(mongodb_url: str, client: Client) -> None:
    with new(mongodb_url) as one, new(mongodb_url) as other:
        assert one["NAME"] != other["NAME"]
        assert exists(client, one["NAME"]) and exists(client, other["NAME"])


def test_a_living_process_keeps_its_database(
    child: tuple[subprocess.Popen[str], str], mongodb_url: str, client: Client
) -> None:
    process, name = child
    # Even where it could not renew its lease for a while: everybody here can see that it lives.
    client[name][MARKER].update_one({}, [{"$set": {"until": {"$subtract": ["$$NOW", 1000]}}}])
    with new(mongodb_url):
        assert exists(client, name)
    output, errors = process.communicate("")
    assert (process.returncode, output, errors) == (0, "", "")
    assert not exists(client, name)


def test_the_next_run_drops_what_a_killed_process_left(
    child: tuple[subprocess.Popen[str], str], mongodb_url: str, client: Client
) -> None:
    process, name = child
    process.kill()
    process.wait()
    assert exists(client, name)
    with new(mongodb_url):
        assert not exists(client, name)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_that_is_stopped_drops_it_itself(
    number: signal.Signals, child: tuple[subprocess.Popen[str], str], client: Client
) -> None:
    process, name = child
    process.send_signal(number)
    process.communicate()
    assert process.returncode != 0
    assert not exists(client, name)


def mark(client: Client, lease: int, **marked: Any) -> str:
    """A scratch database of another machine, with so many seconds of lease left.

    The marker comes last: another test that sweeps may drop what has one, and rows that come after would stay.
    """
    name = new_name()
    for number in range(3):
        client[name][f"shop_{number}"].insert_one({})
    until = {"$add": ["$$NOW", lease * 1000]}
    own = {"_id": "owner", "machine": "another", "process": os.getpid(), "started": "1", **marked}
    client[name][MARKER].update_one({"_id": "owner"}, [{"$set": {**own, "until": until}}], upsert=True)
    return name


@pytest.mark.parametrize(("lease", "left"), [(60, True), (-1, False)])
def test_another_machine_has_as_long_as_its_lease(lease: int, left: bool, mongodb_url: str, client: Client) -> None:
    name = mark(client, lease)
    try:
        with new(mongodb_url):
            assert exists(client, name) is left
    finally:
        client.drop_database(name)


def test_where_processes_cannot_be_looked_at_the_lease_counts(
    mongodb_url: str, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on any system without /proc."""
    monkeypatch.setattr(processes, "_PROC", tmp_path)
    assert processes.mark() == {"machine": "", "process": os.getpid(), "started": ""}
    left, late = mark(client, 60, machine=""), mark(client, -1, machine="")
    try:
        with new(mongodb_url):
            assert (exists(client, left), exists(client, late)) == (True, False)
    finally:
        client.drop_database(left)


def test_a_drop_that_fails_is_said(
    mongodb_server: DatabaseServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with standalone(tmp_path) as (running, port), new(f"mongodb://127.0.0.1:{port}/shop?{QUICK}") as entry:
        running.process.kill()
        running.process.wait()
    (record,) = caplog.records
    message = f"The scratch database {entry['NAME']} could not be dropped, the next run will do it: "
    assert record.getMessage().startswith(message)


def test_a_process_number_that_was_given_again_is_another_process(mongodb_url: str, client: Client) -> None:
    name = mark(client, 60, machine=processes.machine())
    try:
        with new(mongodb_url):
            assert not exists(client, name)
    finally:
        client.drop_database(name)


@pytest.mark.parametrize(
    "name", [f"{PREFIX}{'0' * 16}", f"{PREFIX}shop", f"{PREFIX}{'0' * 15}", "schemaguard_scratches", "schemaguard"]
)
def test_a_database_that_is_not_certainly_ours_is_not_touched(name: str, mongodb_url: str, client: Client) -> None:
    """Without a marker; and with one, where the name is not one that we give."""
    client[name].shop_order.insert_one({})
    if name != f"{PREFIX}{'0' * 16}":
        client[name][MARKER].insert_one({"_id": "owner", "machine": processes.machine(), "process": 1, "started": "0"})
    try:
        with new(mongodb_url):
            assert exists(client, name)
    finally:
        client.drop_database(name)


def test_the_lease_is_renewed(mongodb_url: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "RENEWAL", 0.01)
    with new(mongodb_url) as entry:
        marker = client[entry["NAME"]][MARKER]
        first = (marker.find_one() or {})["until"]
        while (marker.find_one() or {})["until"] == first:
            pass
    assert not exists(client, entry["NAME"])


def test_two_may_drop_what_is_left_at_the_same_time(client: Client) -> None:
    left = [mark(client, -1) for _ in range(8)]
    with ThreadPoolExecutor(4) as pool:
        for swept in [pool.submit(scratch._sweep, client) for _ in range(4)]:
            swept.result()
    # Other tests may be sweeping as well, and still be at it.
    until(lambda: not set(left) & set(client.list_database_names()))


def test_an_interrupted_drop_leaves_the_marker(mongodb_url: str, client: Client) -> None:
    """It is dropped last, so that the next run still knows what the rest is."""
    order: list[str] = []
    with new(mongodb_url) as entry:
        for name in ("a", "z"):
            client[entry["NAME"]][name].insert_one({})
        with client.watch() as stream:
            scratch._drop(client, entry["NAME"])
            while "dropDatabase" not in order:
                event = stream.next()
                if event["ns"]["db"] == entry["NAME"]:
                    order.append(event["ns"].get("coll", "dropDatabase"))
    assert (sorted(order[:2]), order[2:]) == (["a", "z"], [MARKER, "dropDatabase"])


CREDENTIALS = "mongodb://u:p@127.0.0.1:1/shop"
ENTRIES = [
    ({"HOST": "mongodb://127.0.0.1:1/shop?w=1"}, {"HOST": "mongodb://127.0.0.1:1/new?w=1"}),
    ({"HOST": "mongodb://127.0.0.1:1,127.0.0.2:2"}, {"HOST": "mongodb://127.0.0.1:1,127.0.0.2:2/new"}),
    # The name in the URL is the database that holds the user, too.
    ({"HOST": CREDENTIALS}, {"HOST": "mongodb://u:p@127.0.0.1:1/new?authSource=shop"}),
    ({"HOST": "mongodb://u:p@127.0.0.1:1/"}, {"HOST": "mongodb://u:p@127.0.0.1:1/new?authSource=admin"}),
    (
        {"HOST": f"{CREDENTIALS}?authSource=admin"},
        {"HOST": "mongodb://u:p@127.0.0.1:1/new?authSource=admin"},
    ),
    ({"HOST": "mongodb+srv://u:p@cluster.invalid/shop"}, {"HOST": "mongodb+srv://u:p@cluster.invalid/shop"}),
    ({"HOST": "127.0.0.1", "PORT": 1, "USER": "u"}, {"HOST": "127.0.0.1", "PORT": 1, "USER": "u"}),
    ({"CLIENT": {"host": CREDENTIALS, "w": 1}}, {"CLIENT": {"host": f"{CREDENTIALS[:-4]}new?authSource=shop", "w": 1}}),
]


@pytest.mark.parametrize(("given", "expected"), ENTRIES)
def test_only_the_name_of_an_entry_changes(given: dict[str, Any], expected: dict[str, Any]) -> None:
    before = {"ENGINE": "django_mongodb_backend", "NAME": "shop", "OPTIONS": {"x": 1}, **given}
    kept = dict(before)
    after = address.renamed(before, "new")
    assert after == {**before, **expected, "NAME": "new"}
    assert before == kept


def test_without_the_right_to_make_one_the_setting_is_named(mongodb_server: DatabaseServer, tmp_path: Path) -> None:
    with guarded(tmp_path) as server:
        server.user("reader", [], ({"role": "read", "db": "shop"},))
        with pytest.raises(BadInput) as caught, new(server.url("reader", "shop")):
            pass
    text = str(caught.value)
    assert text.startswith("No scratch database can be made on the server of live: not authorized on")
    assert text.endswith("Set SCHEMAGUARD['SCRATCH'] to the URL of a server where that may be done.")
