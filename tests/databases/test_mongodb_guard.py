"""Limits on MongoDB, and nobody kept waiting longer than they say."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import Error
from pymongo.errors import PyMongoError

from schemaguard.databases.base import Source
from schemaguard.databases.connections import wrapper
from schemaguard.databases.registry import database
from schemaguard.databases.running import Guard, Limits
from tests.databases import mongodb_live
from tests.databases.runners import claim
from tests.servers.mongodb import connect, refused_by_backend
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("own_connections")

LOCK = 0.6
PROMISE = LOCK + 1.0


@pytest.fixture
def connection(django_mongodb_url: str) -> Iterator[Any]:
    found: Any = wrapper({"ENGINE": "django_mongodb_backend", "HOST": django_mongodb_url})
    found.database["purchase"].insert_many([{"_id": number} for number in range(10)])
    yield found
    found.close_pool()


@contextmanager
def guarded(connection: Any, lock: float = LOCK, statement: float = 60.0) -> Iterator[Guard]:
    with database("mongodb").guard(connection, Limits(lock, statement)) as guard:
        yield guard


def attempt(guard: Guard, deed: Callable[[Any], object], *, exempt: bool = False) -> Exception | None:
    """Run an operation; the error that has ended it, as Django gives it."""
    guard.set(exempt=exempt)
    try:
        with guard.watching(), guard.connection.wrap_database_errors:
            deed(guard.connection.database)
    except (Error, PyMongoError) as error:
        return error
    return None


@contextmanager
def in_use(url: str) -> Iterator[None]:
    """Somebody has a transaction open in which he has written to the collection."""
    with connect(url, appname="shop") as client, client.start_session() as session, session.start_transaction():
        client.get_default_database()["purchase"].insert_one({"_id": "other"}, session=session)
        yield
        session.abort_transaction()


@contextmanager
def others_at_work(url: str) -> Iterator[list[float]]:
    """Others read, again and again; how long each took."""
    over, took = threading.Event(), [0.0]

    def read() -> None:
        with connect(url) as client:
            while not over.is_set():
                begun = time.monotonic()
                client.get_default_database()["purchase"].count_documents({})
                took.append(time.monotonic() - begun)
                time.sleep(0.01)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield took
    finally:
        over.set()
        thread.join()


def test_nobody_waits_longer_than_the_limit_and_a_second(connection: Any, django_mongodb_url: str) -> None:
    with guarded(connection) as guard, others_at_work(django_mongodb_url) as took, in_use(django_mongodb_url):
        begun = time.monotonic()
        error = attempt(guard, lambda found: found.command("collMod", "purchase", validator={"_id": {"$ne": None}}))
        assert time.monotonic() - begun < PROMISE
    assert max(took) < PROMISE
    assert error is not None
    assert guard.is_lock(error)
    assert not guard.is_timeout(error)
    assert "waited 0.6 s for a lock" in guard.gave_way
    assert guard.waited == pytest.approx(LOCK, abs=0.4)
    assert any("application shop, transaction open for" in blocker for blocker in guard.blockers), guard.blockers


@pytest.mark.parametrize("exempt", [False, True])
def test_what_takes_too_long_is_ended_unless_it_may(connection: Any, exempt: bool) -> None:
    with guarded(connection, statement=0.5) as guard:
        begun = time.monotonic()
        error = attempt(
            guard, lambda found: list(found["purchase"].find({"$where": "sleep(200) || true"})), exempt=exempt
        )
        assert (time.monotonic() - begun < 1.5) is not exempt
        assert (error is None) is exempt
        assert error is None or (guard.is_timeout(error) and not guard.is_lock(error))
        assert attempt(guard, many_short_ones) is None


def many_short_ones(found: Any) -> None:
    for _ in range(5):
        list(found["purchase"].find({"$where": "sleep(20) || true"}))


def test_at_the_end_the_connection_has_its_own_client_and_none_of_ours_is_left(
    connection: Any, django_mongodb_url: str
) -> None:
    client, options, threads = connection.connection, connection.settings_dict["OPTIONS"], threading.enumerate()
    with guarded(connection) as guard:
        assert attempt(guard, lambda found: list(found["purchase"].find({"$where": "sleep(60) || true"}))) is None
        assert connection.connection is not client
        assert any(name.startswith("schemaguard ") for name in applications(django_mongodb_url))
    assert connection.connection is client
    assert connection.settings_dict["OPTIONS"] is options
    assert connection.database["purchase"].count_documents({}) == 10
    until(lambda: not any(name.startswith("schemaguard ") for name in applications(django_mongodb_url)))
    assert not [thread for thread in threading.enumerate() if thread not in threads and "guard" in thread.name]


def applications(url: str) -> set[str]:
    with connect(url) as client:
        stage = {"$currentOp": {"allUsers": True, "idleConnections": True}}
        return {str(one.get("appName", "")) for one in client.admin.aggregate([stage])}


def test_a_user_who_may_not_see_others_has_limits_too(tmp_path: Path) -> None:
    with mongodb_live.guarded(tmp_path) as server:
        if reason := refused_by_backend(server.url(mongodb_live.ROOT, "admin")):
            pytest.skip(reason)
        server.user("shop", [], ({"role": "readWrite", "db": "shop"},))
        found: Any = wrapper({"ENGINE": "django_mongodb_backend", "HOST": server.url("shop", "shop")})
        found.database["purchase"].insert_many([{"_id": number} for number in range(10)])
        with guarded(found, statement=0.5) as guard:
            error = attempt(guard, lambda found: list(found["purchase"].find({"$where": "sleep(200) || true"})))
            assert error is not None
            assert guard.is_timeout(error), (error, guard)
            assert mongodb_live.PASSWORD not in guard.blind
        with database("mongodb").runner(Source("shop", found.settings_dict), claim(1)) as held:
            held.check()
            assert "deploy on web-1" in database("mongodb").who_runs(Source("shop", found.settings_dict))
        assert found.database.list_collection_names() == ["purchase"]
        found.close_pool()
