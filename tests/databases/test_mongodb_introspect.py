"""Reading a MongoDB database: what is read, how often the server is asked, and from where."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import pytest_django
from django.db.utils import ConnectionHandler
from pymongo.database import Database
from pymongo.errors import ExecutionTimeout

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.mongodb import catalogue, search
from schemaguard.databases.mongodb.catalogue import Reader
from schemaguard.databases.registry import database, vendor_of
from schemaguard.schema.document import to_text
from schemaguard.schema.objects import Table, View
from schemaguard.schema.reading import from_text
from schemaguard.schema.snapshot import Gap
from tests.databases.mongodb_live import Watch, read, settings
from tests.servers import mongodb
from tests.servers.client import ROOT as PROJECT

MongoDatabase = Database[dict[str, Any]]


@pytest.fixture
def live(mongodb_url: str) -> Iterator[MongoDatabase]:
    with mongodb.connect(mongodb_url) as client:
        yield client.get_default_database()


def test_a_database_that_does_not_exist_yet_is_empty(mongodb_url: str) -> None:
    found = read(settings(mongodb_url))
    assert (found.objects, found.gaps, found.migrations) == ((), (), ())
    assert (found.vendor, found.version, found.about) == ("mongodb", (6, 0), (("topology", "replica set"),))


@pytest.mark.parametrize("count", [3, 60])
def test_the_server_is_asked_once_and_once_for_each_collection(
    count: int, mongodb_url: str, live: MongoDatabase
) -> None:
    for number in range(count):
        live[f"c{number}"].create_index("x")
    watch = Watch()
    found = read(settings(mongodb_url, OPTIONS={"event_listeners": [watch]}))
    assert len(found.all("collection")) == count
    asked = {name: watch.names.count(name) for name in set(watch.names) - {"ping", "endSessions"}}
    # One question for search indexes, which this server refuses.
    assert asked == {"listCollections": 1, "listIndexes": count, "aggregate": 1, "buildInfo": 1, "hello": 1}


NAMES = (
    'quote"d',
    "with space",
    "Größe 😀",
    "select",
    "a.b.c",
    "x[1]*?",
    "$dollar",
    "CamelCase",
    "n" * 200,
    "newline\nin it",
)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_read_as_it_is(name: str, mongodb_url: str, live: MongoDatabase) -> None:
    if not name.startswith("$"):
        live[name].create_index([(name, -1)], name=f"on {name}")
    else:
        live.create_collection("plain").create_index("x", name=name)
    found = read(settings(mongodb_url))
    (collection,) = found.all("collection")
    (index,) = collection.indexes
    if not name.startswith("$"):
        quoted = json.dumps(name, ensure_ascii=False) if any(sign in name for sign in '" \n') else name
        assert (collection.name, index.name, index.elements) == (name, f"on {name}", (f"{quoted} desc",))
    assert from_text(to_text({"default": found}), "it") == {"default": found}


def test_collections_of_the_server_and_our_own_are_left_out(mongodb_url: str, live: MongoDatabase) -> None:
    own = ("schemaguard_lease", "schemaguard_journal", "schemaguard_scratch", "schemaguard_trash.shop_order.1")
    for name in (*own, "schemaguard_run", "schemaguard_runstep", "schemaguard", "systematic"):
        live.create_collection(name)
    live.create_collection("reading", timeseries={"timeField": "at"})
    live.create_collection("recent", viewOn="reading", pipeline=[])
    live.command("profile", 0)
    found = read(settings(mongodb_url))
    names = ["recent", "reading", "schemaguard", "schemaguard_run", "schemaguard_runstep", "systematic"]
    assert [item.name for item in found.objects] == names


def test_more_collections_than_fit_into_an_answer(
    mongodb_url: str, live: MongoDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "_BATCH", 2)
    names = [f"c{number}" for number in range(7)]
    for name in names:
        live.create_collection(name)
    assert [item.name for item in read(settings(mongodb_url)).objects] == names


def test_options_that_only_a_storage_engine_knows(mongodb_url: str, live: MongoDatabase) -> None:
    engine = {"wiredTiger": {"configString": "block_compressor=zlib"}}
    live.create_collection("c", storageEngine=engine, indexOptionDefaults={"storageEngine": engine})
    live.create_collection("usual", storageEngine={"wiredTiger": {}}, indexOptionDefaults={"storageEngine": {}})
    one, usual = read(settings(mongodb_url)).all("collection")
    assert [name for name, _ in one.options] == ["indexOptionDefaults", "storageEngine"]
    assert usual.options == ()


def test_applied_migrations_are_read(mongodb_url: str, live: MongoDatabase) -> None:
    rows = [("shop", "0002_b"), ("auth", "0001_initial"), ("shop", "0001_a"), ("shop", "0002_b")]
    live.django_migrations.insert_many([{"app": app, "name": name} for app, name in rows])
    found = read(settings(mongodb_url))
    assert found.migrations == (("auth", "0001_initial"), ("shop", "0001_a"), ("shop", "0002_b"))
    assert [item.name for item in found.all("collection")] == ["django_migrations"]


@pytest.mark.parametrize("engine", ["mongodb", "django_mongodb_backend", "djongo", "schemaguard.contrib.djongo_engine"])
def test_every_engine_is_known(engine: str) -> None:
    assert vendor_of({"ENGINE": engine}) == "mongodb"


def test_entries_of_every_engine_lead_to_the_same_database(mongodb_url: str, live: MongoDatabase) -> None:
    live.shop_order.create_index("number", unique=True)
    host, _, name = mongodb_url.rpartition("/")
    address, _, port = host.removeprefix("mongodb://").partition(":")
    entries: list[dict[str, Any]] = [
        {"ENGINE": "mongodb", "HOST": mongodb_url},
        {"ENGINE": "mongodb", "HOST": f"{host}/other", "NAME": name},
        {"ENGINE": "django_mongodb_backend", "HOST": mongodb_url, "NAME": ""},
        {
            "ENGINE": "django_mongodb_backend",
            "HOST": address,
            "PORT": port,
            "NAME": name,
            "OPTIONS": {"tz_aware": True},
        },
        {"ENGINE": "djongo", "NAME": name, "CLIENT": {"host": host}},
        {"ENGINE": "djongo", "NAME": name, "CLIENT": {"host": address, "port": int(port)}},
    ]
    found = [read(entry) for entry in entries]
    assert [item.name for item in found[0].objects] == ["shop_order"]
    assert all(snapshot == found[0] for snapshot in found)


def test_an_open_connection_is_used_and_stays_open(
    django_mongodb_url: str, live: MongoDatabase, django_db_blocker: pytest_django.DjangoDbBlocker
) -> None:
    live.create_collection("shop_order")
    entry = {"ENGINE": "django_mongodb_backend", "HOST": django_mongodb_url}
    connection: Any = ConnectionHandler({"default": entry})["default"]
    try:
        source = Source("live", {"HOST": "mongodb://nowhere.invalid"}, connection)
        with django_db_blocker.unblock():
            found = database("mongodb").introspect(source, Wanted())
        assert [item.name for item in found.objects] == ["shop_order"]
        assert connection.database.list_collection_names() == ["shop_order"]
    finally:
        connection.close_pool()


def test_what_every_kind_of_database_has(mongodb_url: str, live: MongoDatabase) -> None:
    live.shop_order.create_index("number")
    live.create_collection("orders", viewOn="shop_order", pipeline=[])
    found = read(settings(mongodb_url))
    assert [type(item) for item in found.objects].count(View) == 1
    assert database("mongodb").portable(found).objects == (Table("shop_order"),)


def test_a_search_index_is_its_definition() -> None:
    definition = {"mappings": {"dynamic": False, "fields": {"title": {"type": "string"}}}}
    entry = {"id": "6524", "name": "titles", "type": "search", "status": "READY", "queryable": True}
    found = search.index({**entry, "latestDefinition": definition, "latestDefinitionVersion": {"version": 3}})
    assert (found.name, found.method, found.valid) == ("titles", "search", True)
    text = '{"mappings":{"dynamic":false,"fields":{"title":{"type":"string"}}}}'
    assert found.options == (("definition", text),)


class Slow(Reader):
    """Stands for a server with search, which is not among those that run in the tests."""

    def aggregate(self, name: str, pipeline: list[Any], **options: Any) -> list[Any]:
        raise ExecutionTimeout("operation exceeded time limit", 50)


def test_search_indexes_that_could_not_be_listed_in_time_are_not_absent(live: MongoDatabase) -> None:
    reader = Slow(live, 1)
    assert search.indexes(reader, ["a", "b"]) == {}
    why = "Listing the search indexes took too long; allow more time with --timeout."
    assert reader.gaps == [Gap("index", "*", why, hidden=True)]


def test_a_time_series_is_not_asked_for_search_indexes(mongodb_url: str, live: MongoDatabase) -> None:
    """It cannot have any, and its refusal says nothing about the other collections."""
    live.create_collection("a", timeseries={"timeField": "at"})
    watch = Watch()
    read(settings(mongodb_url, OPTIONS={"event_listeners": [watch]}))
    assert "aggregate" not in watch.names


def test_without_pymongo_the_extra_is_named() -> None:
    program = """
import sys
sys.modules["pymongo"] = None
from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.registry import database
from schemaguard.exceptions import BadInput
try:
    database("mongodb").introspect(Source("live", {"ENGINE": "mongodb"}), Wanted())
except BadInput as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=PROJECT)
    assert done.stderr == ""
    expected = 'MongoDB cannot be reached without pymongo. Install it: pip install "schemaguard[mongodb]"\n'
    assert done.stdout == expected
