"""Limits on MariaDB and MySQL, and nobody kept waiting longer than they say: with others at work on the same tables."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import MySQLdb
import pytest

from schemaguard.databases.registry import database
from schemaguard.databases.running import Limits
from tests.databases.guarding import Load, attempt, attempt_in_use, connected, guarded
from tests.databases.mariadb_live import execute
from tests.servers.client import DatabaseServer
from tests.servers.mariadb import connect
from tests.servers.mysql import OPTIONS, MySQL

pytestmark = pytest.mark.usefixtures("own_connections")

LOCK = 1.0
PROMISE = LOCK + 1.0

#: Each row of a table that is copied takes a moment.
SHOP = (
    "CREATE TABLE customer (id integer PRIMARY KEY, name varchar(100))",
    "CREATE TABLE purchase (id integer PRIMARY KEY, customer integer, total integer)",
    "CREATE TABLE bystander (id integer PRIMARY KEY, total integer)",
    "INSERT INTO customer VALUES (1, 'a'), (7, 'b')",
    "INSERT INTO purchase VALUES " + ", ".join(f"({number}, 1, 1)" for number in range(1500)),
    "INSERT INTO bystander VALUES (1, 1)",
)
LOAD = [
    "UPDATE purchase SET total = total + 1 WHERE id = 7",
    "SELECT COUNT(*) FROM purchase",
    "UPDATE customer SET name = 'other' WHERE id = 7",
]
SLOW_COPY = (
    "ALTER TABLE purchase ADD COLUMN extra varchar(200) DEFAULT (SHA2(REPEAT(CONCAT('x', total), 400000), 512)),"
    " ALGORITHM=COPY"
)


@pytest.fixture
def shop(either_server: DatabaseServer) -> Iterator[str]:
    with either_server.fresh() as url:
        execute(url, *SHOP)
        yield url


#: Alone, SLEEP is not an error when it is interrupted.
SLEEP = "SELECT COUNT(*) FROM bystander WHERE SLEEP(5) = 0"


def nap(cursor: Any) -> None:
    time.sleep(5)


def now_and_then(cursor: Any) -> None:
    """Code that works on one row after the other, and thinks longer about each than the server does."""
    for _ in range(500):
        cursor.execute("SELECT 1")
        time.sleep(0.01)


HAZARDS: dict[str, list[Any]] = {
    "a copy": [SLOW_COPY],
    "a table that is locked": ["LOCK TABLES purchase WRITE, bystander READ", SLEEP],
    "rows that are locked": ["UPDATE purchase SET total = total + 1", SLEEP],
    "code that sleeps": ["UPDATE purchase SET total = total + 1", nap],
    "short statements now and then": ["UPDATE purchase SET total = total + 1", now_and_then],
}


@pytest.mark.parametrize("hazard", HAZARDS)
def test_nobody_waits_longer_than_the_limit_and_a_second(shop: str, hazard: str) -> None:
    with connected(shop) as connection, guarded(connection, LOCK) as guard:
        attempt_in_use(shop, guard, LOAD, PROMISE, *HAZARDS[hazard])
        assert "Others had waited 1 s" in guard.gave_way
        assert "UPDATE purchase" in guard.gave_way


def test_a_table_that_somebody_uses_is_waited_for_no_longer_than_the_limit(shop: str) -> None:
    with closing(connect(shop)) as other, other.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM purchase")
        with connected(shop) as connection, guarded(connection, LOCK) as guard:
            with Load(shop, LOAD) as load:
                begun = time.monotonic()
                error = attempt(guard, "ALTER TABLE purchase ADD COLUMN note varchar(10)")
                assert 0.5 < time.monotonic() - begun < 2.5
            assert load.longest < PROMISE
        assert error is not None
        assert guard.is_lock(error)
        assert not guard.gave_way
        assert guard.waited == pytest.approx(LOCK, abs=0.6)
        assert any(f"connection {other.thread_id()} (user root from " in blocker for blocker in guard.blockers)


def test_whoever_waits_for_somebody_else_is_no_reason_to_give_way(shop: str) -> None:
    """A third session keeps a table and its rows; what the migration does takes long, and is about another table."""
    with closing(connect(shop)) as other, other.cursor() as cursor:
        cursor.execute("LOCK TABLES purchase WRITE")
        with connected(shop) as connection, guarded(connection, LOCK) as guard:
            load = Load(shop, LOAD[:1], warm=False)
            with load:
                error = attempt(guard, "UPDATE bystander SET total = SLEEP(2.5)")
                cursor.execute("UNLOCK TABLES")
        assert load.longest > 2
        assert (error, guard.gave_way) == (None, "")


def test_a_statement_that_takes_too_long_is_ended(shop: str) -> None:
    with connected(shop) as connection, guarded(connection, LOCK, 1) as guard:
        begun = time.monotonic()
        error = attempt(guard, "UPDATE bystander SET total = SLEEP(1.5) + SLEEP(2)")
        assert time.monotonic() - begun < 3
        assert error is not None
        assert guard.is_timeout(error)
        assert not guard.is_lock(error)
        assert attempt(guard, *["UPDATE bystander SET total = SLEEP(0.3)"] * 5) is None


class Unwatched(MySQL):
    """Keeps no account of who waits for rows."""

    options = (*OPTIONS, "--performance-schema=OFF")


@pytest.mark.mysql
def test_who_waits_for_rows_is_not_seen_without_the_performance_schema_and_that_is_said_once(
    mysql_server: DatabaseServer, tmp_path: Path
) -> None:
    server = Unwatched()
    running = server.start(tmp_path)
    try:
        with server.fresh(running.url) as url:
            execute(url, *SHOP)
            with connected(url) as connection, guarded(connection, LOCK) as guard:
                assert attempt(guard, "UPDATE bystander SET total = SLEEP(0.7)") is None
                assert "the performance schema of the server is off" in " ".join(guard.remarks())
                assert attempt(guard, "UPDATE bystander SET total = SLEEP(0.7)") is None
                assert guard.blind
                assert guard.remarks() == []
    finally:
        server.stop(running.process)


def test_nothing_is_unseen_on_a_server_that_tells(shop: str) -> None:
    with connected(shop) as connection, guarded(connection, LOCK) as guard:
        assert attempt(guard, "UPDATE bystander SET total = SLEEP(0.7)") is None
        assert guard.remarks() == []


NAMES = ("lock_wait_timeout", "innodb_lock_wait_timeout")


def test_at_the_end_the_session_is_as_before(shop: str) -> None:
    with connected(shop) as connection:
        before, threads = settings(connection), threading.active_count()
        with guarded(connection, LOCK, 7) as guard:
            guard.set()
            assert settings(connection)[:2] == (1, 1)
            guard.set(exempt=True)
            assert settings(connection)[:2] == (31536000, 100000000)
            assert attempt(guard, "SELECT SLEEP(0.6)") is None
            assert "schemaguard guard" in {thread.name for thread in threading.enumerate()}
        assert settings(connection) == before
        assert threading.active_count() == threads


def settings(connection: Any) -> tuple[Any, ...]:
    last = "max_statement_time" if connection.mysql_is_mariadb else "max_execution_time"
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"@@SESSION.{name}" for name in (*NAMES, last)))
        return tuple(cursor.fetchone())


def test_ctrl_c_ends_a_statement_and_the_guard(shop: str) -> None:
    begun, threads = time.monotonic(), threading.enumerate()
    interrupt = threading.Timer(0.6, os.kill, (os.getpid(), signal.SIGINT))
    interrupt.start()
    with pytest.raises(KeyboardInterrupt), connected(shop) as connection, guarded(connection, LOCK) as guard:
        attempt(guard, SLEEP, nap)
    interrupt.join()
    assert time.monotonic() - begun < 3
    assert threading.enumerate() == threads
    assert signal.set_wakeup_fd(-1) == -1


def test_after_its_session_was_ended_a_migration_can_be_tried_again(shop: str) -> None:
    """Also outside of transactions, where Django goes on with a connection that is dead."""
    with connected(shop) as connection, guarded(connection, LOCK) as guard:
        execute(shop, f"KILL {connection.connection.thread_id()}")
        guard.ended = True  # As whoever looks says it before he does it.
        guard.reset()
        guard.set()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE purchase ADD COLUMN note varchar(10)")
        assert not guard.ended


def test_errors_that_are_about_locks_are_told_from_others(shop: str) -> None:
    with connected(shop) as connection:
        guard = database("mysql").guard(connection, Limits())
        errors = {
            number: MySQLdb.OperationalError(number, "…") for number in (1205, 1213, 3572, 1969, 3024, 1317, 2013)
        }
        assert [number for number, error in errors.items() if guard.is_lock(error)] == [1205, 1213, 3572]
        assert [number for number, error in errors.items() if guard.is_timeout(error)] == [1969, 3024, 1317]
        guard.gave_way = "Others had waited."
        assert [number for number, error in errors.items() if guard.is_lock(error)] == [1205, 1213, 3572, 1317, 2013]
