"""Reading a MongoDB database where something is in the way: said in one line, or as a gap, and never passed as fine."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from bson import encode
from bson.raw_bson import RawBSONDocument

from schemaguard.exceptions import BadInput
from schemaguard.schema.compare import compare_fully
from schemaguard.schema.snapshot import Gap, SchemaSnapshot
from tests.databases.mongodb_live import PASSWORD, QUOTED, Guarded, Watch, guarded, read, settings, standalone
from tests.servers import mongodb
from tests.servers.base import free_port, wait_until_ready
from tests.servers.client import DatabaseServer

READ = ["find", "listCollections", "listIndexes", "collStats"]


@pytest.fixture(scope="module")
def auth(mongodb_server: DatabaseServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """A server with a shop, that asks for passwords."""
    with guarded(tmp_path_factory.mktemp("guarded")) as server:
        with server.root() as client:
            client.shop.shop_order.create_index("number", unique=True)
            client.shop.create_collection("secret", validator={"x": 1})
            client.shop.secret.create_index("x")
            client.shop.create_collection("orders", viewOn="shop_order", pipeline=[{"$match": {"x": 1}}])
            client.shop.django_migrations.insert_one({"app": "shop", "name": "0001_initial"})
            client.shop.get_collection("system.js").insert_one({"_id": "f", "value": "function() {}"})
        yield server


def seen_by(auth: Guarded, user: str, *privileges: tuple[str, list[str]], fields: str = "") -> SchemaSnapshot:
    """The shop as a user sees it who has only these rights, by collection; "" stands for the whole database."""
    rights = [{"resource": {"db": "shop", "collection": name}, "actions": actions} for name, actions in privileges]
    auth.user(user, rights)
    return read(settings(auth.url(user, "shop")), fields)


def everything(auth: Guarded) -> SchemaSnapshot:
    return read(settings(auth.url("root", "shop")))


def names(found: SchemaSnapshot) -> list[str]:
    return [item.name for item in found.objects]


def test_the_role_read_is_enough(auth: Guarded) -> None:
    auth.user("reader", [], ({"role": "read", "db": "shop"},))
    found = read(settings(auth.url("reader", "shop")), "exact")
    assert found.gaps == ()
    assert read(settings(auth.url("reader", "shop"))) == everything(auth)


def test_collections_that_may_not_be_listed(auth: Guarded) -> None:
    found = seen_by(auth, "one", ("shop_order", READ))
    assert names(found) == ["shop_order"]
    hidden = {(gap.kind, gap.name, gap.hidden) for gap in found.gaps}
    assert hidden == {("collection", "*", True), ("view", "*", True), ("collection", "shop_order", False)}
    comparison = compare_fully(everything(auth), found)
    unknown = {(change.kind, change.object) for change in comparison.unknown}
    assert {("drop_collection", "secret"), ("drop_view", "orders")} <= unknown
    assert [change.kind for change in comparison.changes] == ["drop_routine"]


def test_indexes_that_may_not_be_listed(auth: Guarded) -> None:
    found = seen_by(
        auth, "no_indexes", ("", ["listCollections", "find"]), ("shop_order", READ), ("system.js", ["find"])
    )
    assert names(found) == names(everything(auth))
    assert {(gap.kind, gap.name, gap.hidden) for gap in found.gaps} == {
        ("index", "django_migrations.*", True),
        ("index", "secret.*", True),
    }
    comparison = compare_fully(everything(auth), found)
    assert comparison.changes == ()
    assert [change.object for change in comparison.unknown] == ["secret.x_1"]
    # What could be read is still compared: the validator of the same collection.
    left, right = everything(auth), found
    assert [item.validator for item in left.all("collection")] == [item.validator for item in right.all("collection")]


def test_rows_that_may_not_be_read(auth: Guarded) -> None:
    found = seen_by(auth, "no_rows", ("", ["listCollections", "listIndexes"]), fields="exact")
    assert found.migrations == ()
    assert {(gap.kind, gap.name) for gap in found.gaps} == {
        ("other", "django_migrations"),
        ("routine", "*"),
        ("field", "django_migrations.*"),
        ("field", "secret.*"),
        ("field", "shop_order.*"),
    }


def test_notes_of_djongo_that_may_not_be_read(auth: Guarded) -> None:
    with auth.root() as client:
        client.old["__schema__"].insert_one({"name": "shop_order", "auto": {"field_names": ["id"], "seq": 1}})
        client.old.create_collection("shop_order")
    everything = {"resource": {"db": "old", "collection": ""}, "actions": ["listCollections", "listIndexes"]}
    auth.user("no_notes", [everything])
    hidden = read(settings(auth.url("no_notes", "old")))
    whole = read(settings(auth.url("root", "old")))
    assert whole.all("collection")[0].options == (("autoincrement", '["id"]'),)
    comparison = compare_fully(whole, hidden)
    assert comparison.changes == ()
    assert [(change.kind, change.object) for change in comparison.unknown] == [("alter_collection", "shop_order")]


def test_a_wrong_password_is_said_without_it(auth: Guarded) -> None:
    with pytest.raises(BadInput) as caught:
        read(settings(auth.url("root", "shop").replace(QUOTED, "wrong%21password")))
    assert str(caught.value) == "live cannot be read: Authentication failed."


def test_no_password_at_all(auth: Guarded) -> None:
    with pytest.raises(BadInput) as caught:
        read(settings(f"mongodb://127.0.0.1:{auth.port}/shop"))
    assert "requires authentication" in str(caught.value)


@contextmanager
def failpoint(url: str, name: str, **data: Any) -> Iterator[None]:
    """Let the server fail in a way it has for its own tests."""
    with mongodb.connect(url) as client:
        client.admin.command("configureFailPoint", name, mode="alwaysOn", **data)
        try:
            yield
        finally:
            client.admin.command("configureFailPoint", name, mode="off")


@pytest.mark.parametrize("command", ["listCollections", "listIndexes"])
def test_a_command_that_takes_too_long(command: str, auth: Guarded) -> None:
    data = {"errorCode": 50, "failCommands": [command]}
    with failpoint(auth.url("root", "admin"), "failCommand", data=data), pytest.raises(BadInput) as caught:
        read(settings(auth.url("root", "shop")), timeout=7)
    more = "a command took longer than 7 seconds. Allow more time: --timeout SECONDS."
    assert str(caught.value) == f"live cannot be read: {more}"


def test_every_reading_command_has_a_limit(auth: Guarded) -> None:
    """With this failpoint the server lets each command run out of time that has a limit."""
    with (
        failpoint(auth.url("root", "admin"), "maxTimeAlwaysTimeOut"),
        pytest.raises(BadInput, match="took longer than"),
    ):
        read(settings(auth.url("root", "shop")))


def test_fields_that_take_too_long_are_a_gap(auth: Guarded) -> None:
    with failpoint(auth.url("root", "admin"), "failCommand", data={"errorCode": 50, "failCommands": ["aggregate"]}):
        found = read(settings(auth.url("root", "shop")), "exact")
    assert (
        Gap("field", "secret.*", "Reading the documents took too long; allow more time with --timeout.") in found.gaps
    )
    assert names(found) == names(everything(auth))


def test_text_that_is_no_utf_8_is_read(mongodb_url: str) -> None:
    """The server takes what a driver sends."""
    with mongodb.connect(mongodb_url) as client:
        live = client.get_default_database()
        live.c.insert_one(RawBSONDocument(encode({"_id": "X", "aX": "X"}).replace(b"X", b"\xff")))
    (collection,) = read(settings(mongodb_url), "exact").all("collection")
    assert [field.name for field in collection.fields] == ["_id", "a\\xff"]


def test_keys_that_are_too_large_for_a_command(mongodb_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with mongodb.connect(mongodb_url) as client:
        live = client.get_default_database()
        live.c.insert_many([{"_id": {"number": number, "x": "x" * 20_000}, "a": 1} for number in range(2100)])
    (collection,) = read(settings(mongodb_url), "inferred").all("collection")
    assert [field.name for field in collection.fields] == ["_id", "_id.number", "_id.x", "a"]


def test_an_index_that_is_being_built_is_not_valid(mongodb_server: DatabaseServer, tmp_path: Path) -> None:
    with standalone(tmp_path, "--replSet=rs0", "--setParameter=enableTestCommands=1") as (running, port):
        mongodb.initiate(port)
        wait_until_ready(running.process, tmp_path / "log", lambda: mongodb.is_primary(port))
        entry = settings(f"mongodb://127.0.0.1:{port}/shop")
        with mongodb.connect(running.url) as client:
            growing = client.shop.growing
            growing.insert_many([{"x": number} for number in range(10)])
            builder = Thread(target=lambda: growing.create_index("x"))
            with failpoint(running.url, "hangAfterStartingIndexBuild"):
                builder.start()
                wait_until_ready(running.process, tmp_path / "log", lambda: is_building(growing))
                building = indexes(read(entry), "growing")
            builder.join()
        done = indexes(read(entry), "growing")
    assert ([index.valid for index in building], [index.valid for index in done]) == ([False], [True])


def is_building(collection: Any) -> bool:
    return any(row.get("building") for row in collection.aggregate([{"$indexStats": {}}]))


def indexes(found: SchemaSnapshot, name: str) -> list[Any]:
    return [index for item in found.all("collection") if item.name == name for index in item.indexes]


def test_a_collection_that_is_dropped_meanwhile_is_left_out(mongodb_url: str) -> None:
    with mongodb.connect(mongodb_url) as client:
        live = client.get_default_database()
        for name in ("a", "b"):
            live.create_collection(name)
        watch = Watch("listIndexes", lambda: live.drop_collection("b"))
        assert names(read(settings(mongodb_url, OPTIONS={"event_listeners": [watch]}))) == ["a"]


def test_a_server_that_dies_meanwhile(mongodb_server: DatabaseServer, tmp_path: Path) -> None:
    with standalone(tmp_path) as (running, port):
        with mongodb.connect(running.url) as client:
            client.shop.create_collection("shop_order")
        watch = Watch("listIndexes", lambda: os.kill(running.process.pid, signal.SIGKILL))
        options = {"event_listeners": [watch], "serverSelectionTimeoutMS": 200}
        with pytest.raises(BadInput, match=rf"^live cannot be read: 127\.0\.0\.1:{port}: .*\.$") as caught:
            read(settings(f"mongodb://127.0.0.1:{port}/shop", OPTIONS=options))
    assert "\n" not in str(caught.value)


def test_a_secondary_is_read(mongodb_server: DatabaseServer, tmp_path: Path) -> None:
    """Asked itself, and where it is the only one left."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    with (
        standalone(tmp_path / "first", "--replSet=rs") as (first, one),
        standalone(tmp_path / "second", "--replSet=rs") as (_, two),
    ):
        hosts = [f"127.0.0.1:{port}" for port in (one, two)]
        silent: dict[str, Any] = {"_id": 1, "host": hosts[1], "priority": 0, "votes": 0}
        members = [{"_id": 0, "host": hosts[0]}, silent]
        often = {"heartbeatIntervalMillis": 100}
        with mongodb.direct(one) as client:
            client.admin.command("replSetInitiate", {"_id": "rs", "members": members, "settings": often})
            while client.admin.command("replSetGetStatus")["myState"] != 2:
                pass
            # Else nothing happens for ten seconds.
            client.admin.command("replSetStepUp")
        url = f"mongodb://{','.join(hosts)}/shop?replicaSet=rs"
        with mongodb.connect(url, w=2) as client:
            client.shop.shop_order.create_index("number")
            client.shop.shop_order.insert_one({})
        whole = read(settings(url), "inferred")
        assert read(settings(f"mongodb://{hosts[1]}/shop?directConnection=true"), "inferred") == whole
        first.process.kill()
        first.process.wait()
        assert read(settings(url), "inferred") == whole
    assert names(whole) == ["shop_order"] and len(indexes(whole, "shop_order")) == 1


def test_a_server_alone_is_read_as_well(mongodb_server: DatabaseServer, tmp_path: Path) -> None:
    with standalone(tmp_path) as (_, port):
        assert read(settings(f"mongodb://127.0.0.1:{port}/shop")).about == (("topology", "standalone"),)


BAD = [
    ("mongodb://u:s3@cret/x7z@127.0.0.1/shop", "live has an address that cannot be read"),
    ("mongodb://u:s3@cret@127.0.0.1/shop", "live has an address that cannot be read"),
    ("mongodb://127.0.0.1:1/", "live names no database"),
    ("mongodb://127.0.0.1:99999/shop", "live cannot be read: Port must be an integer between 0 and 65535"),
]


@pytest.mark.parametrize(("url", "expected"), BAD)
def test_an_address_that_leads_nowhere(url: str, expected: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(settings(url))
    text = str(caught.value)
    assert text.startswith(expected)
    assert not any(piece in text for piece in ("s3", "cret", "x7z", "\n"))


def test_nobody_listens(mongodb_server: DatabaseServer) -> None:
    port = free_port()
    entry = settings(f"mongodb://u:{QUOTED}@127.0.0.1:{port}/shop?serverSelectionTimeoutMS=300")
    with pytest.raises(BadInput) as caught:
        read(entry)
    assert str(caught.value) == f"live cannot be read: 127.0.0.1:{port}: [Errno 111] Connection refused."
    assert PASSWORD not in str(caught.value)
