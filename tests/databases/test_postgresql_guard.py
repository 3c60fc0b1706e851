"""Limits on PostgreSQL, and nobody kept waiting longer than they say: with others at work on the same tables."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db.utils import Error

from schemaguard.databases.eyes import running
from schemaguard.databases.registry import database
from schemaguard.databases.running import Limits
from tests.databases.guarding import Load, attempt, attempt_in_use, connected, guarded
from tests.databases.postgresql_live import execute
from tests.waiting import until

pytestmark = [pytest.mark.usefixtures("own_connections"), pytest.mark.postgresql]

#: LOCK_TIMEOUT in these tests, and the longest that a statement of others may take then.
LOCK = 0.6
PROMISE = LOCK + 1.0

#: Work that takes seconds, without a processor: each row of a table that is written anew sleeps.
SLOW = """
CREATE FUNCTION slow() RETURNS integer LANGUAGE plpgsql VOLATILE AS 'BEGIN PERFORM pg_sleep(0.03); RETURN 1; END';
CREATE FUNCTION slowly(integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
  'BEGIN PERFORM pg_sleep(0.03); RETURN true; END';
CREATE FUNCTION slow_number(integer) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS
  'BEGIN PERFORM pg_sleep(0.03); RETURN $1; END';
CREATE TABLE customer (id integer PRIMARY KEY, name text);
CREATE TABLE purchase (id integer PRIMARY KEY, customer integer, total integer);
INSERT INTO customer SELECT n, 'somebody' FROM generate_series(1, 100) n;
INSERT INTO purchase SELECT n, n, n FROM generate_series(1, 100) n;
"""
LOAD = [
    "UPDATE purchase SET total = total + 1 WHERE id = 7",
    "SELECT count(*) FROM purchase",
    "INSERT INTO customer SELECT max(id) + 1, 'new' FROM customer",
    "UPDATE customer SET name = 'other' WHERE id = 7",
]


@pytest.fixture(scope="module")
def shop(postgresql15_server: Any) -> Iterator[str]:
    """A database with two tables, and functions that make work on them slow."""
    with postgresql15_server.fresh() as url:
        execute(url, SLOW)
        yield url


def nap(cursor: Any) -> None:
    time.sleep(4)


def quickly_many(cursor: Any) -> None:
    for _ in range(300):
        cursor.execute("SELECT pg_sleep(0.01)")


def now_and_then(cursor: Any) -> None:
    """Code that works on one row after the other, and thinks longer about each than the server does."""
    for _ in range(400):
        cursor.execute("SELECT 1")
        time.sleep(0.01)


def catches(cursor: Any) -> None:
    """Code that takes no for an answer, and goes on."""
    for number in range(8):
        cursor.execute(f"SAVEPOINT s{number}")
        try:
            cursor.execute("SELECT pg_sleep(1)")
        except Error:
            cursor.execute(f"ROLLBACK TO SAVEPOINT s{number}")


#: What keeps others waiting, if nobody sees to it.
HAZARDS: dict[str, list[Any]] = {
    "a rewrite by a volatile default": ["ALTER TABLE purchase ADD COLUMN extra integer DEFAULT slow()"],
    "a rewrite by another type": ["ALTER TABLE purchase ALTER COLUMN total TYPE bigint USING slow_number(total)"],
    "an index": ["CREATE INDEX ON purchase (total) WHERE slowly(total)"],
    "a check": ["ALTER TABLE purchase ADD CHECK (slowly(total))"],
    "two busy tables": [
        "ALTER TABLE customer ADD COLUMN note text",
        "ALTER TABLE purchase ADD COLUMN extra integer DEFAULT slow()",
    ],
    "code that sleeps": ["ALTER TABLE purchase ADD COLUMN note text", nap],
    "many short statements": ["ALTER TABLE purchase ADD COLUMN note text", quickly_many],
    "short statements now and then": ["ALTER TABLE purchase ADD COLUMN note text", now_and_then],
    "code that goes on": ["ALTER TABLE purchase ADD COLUMN note text", catches],
}


@pytest.mark.parametrize("hazard", HAZARDS)
def test_nobody_waits_longer_than_the_limit_and_a_second(shop: str, hazard: str) -> None:
    with connected(shop) as connection, guarded(connection, LOCK) as guard:
        attempt_in_use(shop, guard, LOAD, PROMISE, *HAZARDS[hazard])
        assert "Others had waited 0.6 s" in guard.gave_way
        guard.reset()
        assert attempt(guard, "SELECT 1") is None


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE customer ADD COLUMN note text",
        "ALTER TABLE purchase ADD FOREIGN KEY (customer) REFERENCES customer (id)",
    ],
)
def test_a_table_that_somebody_keeps_is_waited_for_no_longer_than_the_limit(shop: str, statement: str) -> None:
    with psycopg.connect(shop, application_name="web") as other:
        other.execute("UPDATE customer SET name = 'secret' WHERE id = 1")
        with connected(shop) as connection, guarded(connection, LOCK) as guard:
            with Load(shop, LOAD) as load:
                begun = time.monotonic()
                error = attempt(guard, statement)
                assert LOCK <= time.monotonic() - begun < PROMISE
            assert load.longest < PROMISE
            assert error is not None
            assert guard.is_lock(error)
            assert not guard.gave_way
            assert guard.waited == pytest.approx(LOCK, abs=0.35)
            pid = other.info.backend_pid
            expected = rf"pid {pid} \(user postgres, application web, idle in transaction for \d+ s\)"
            assert any(re.fullmatch(expected, blocker) for blocker in guard.blockers), guard.blockers
            assert "secret" not in str(guard.blockers)
            guard.reset()
            assert (guard.blockers, guard.waited, guard.gave_way) == ((), 0.0, "")


def raw(cursor: Any) -> None:
    """As code may have it: a cursor of the driver."""
    cursor.connection.cursor().execute("SELECT pg_sleep(3)")


@pytest.mark.parametrize("slow", ["SELECT pg_sleep(3)", raw], ids=["Django", "driver"])
def test_a_statement_that_takes_too_long_is_ended(shop: str, slow: Any) -> None:
    with connected(shop) as connection, guarded(connection, LOCK, 0.4) as guard:
        begun = time.monotonic()
        error = attempt(guard, slow)
        assert time.monotonic() - begun < 1.5
        assert error is not None
        assert guard.is_timeout(error)
        assert not guard.is_lock(error)
        assert attempt(guard, *["SELECT pg_sleep(0.2)"] * 4) is None


def test_a_concurrent_build_may_wait_and_keeps_nobody_waiting(shop: str) -> None:
    """It waits for a transaction that is open, longer than any limit."""
    other = psycopg.connect(shop)
    pid = other.info.backend_pid
    other.execute("UPDATE purchase SET total = 0 WHERE id = 99")
    later = threading.Timer(2, other.close)
    later.start()
    with connected(shop) as connection, guarded(connection, LOCK, LOCK) as guard:
        guard.set(exempt=True)
        with Load(shop, LOAD) as load, guard.watching(), connection.cursor() as cursor:
            begun = time.monotonic()
            cursor.execute("CREATE INDEX CONCURRENTLY built ON purchase (customer)")
            assert time.monotonic() - begun > 1
        assert load.longest < LOCK
        assert guard.gave_way == ""
        assert guard.waited > 1
        assert str(pid) in str(guard.blockers)
    later.join()


def test_at_the_end_the_session_is_as_before(shop: str) -> None:
    seen: list[tuple[str, ...]] = []
    with connected(shop) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '7s'")
        threads = threading.enumerate()
        with guarded(connection, LOCK, 5) as guard, connection.cursor() as cursor:
            assert attempt(guard, lambda cursor: seen.append(limits(cursor)), "SELECT pg_sleep(0.5)") is None
            assert seen == [("600ms", "5s")]
            guard.set()
            assert limits(cursor) == ("600ms", "5s")
            guard.set(exempt=True)
            assert limits(cursor) == ("0", "0")
            assert sessions(shop) == 1
        with connection.cursor() as cursor:
            assert limits(cursor) == ("0", "7s")
        assert not [thread for thread in threading.enumerate() if thread not in threads]
        until(lambda: sessions(shop) == 0)


def limits(cursor: Any) -> tuple[str, ...]:
    cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
    return tuple(cursor.fetchone())


def sessions(url: str) -> int:
    with psycopg.connect(url) as other:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'schemaguard: guard'"
        row = other.execute(asked).fetchone()
        return int(row[0]) if row else -1


def test_where_nobody_can_look_that_is_said_and_the_limits_hold(shop: str) -> None:
    with connected(shop) as connection:
        connection.settings_dict = {**connection.settings_dict, "PORT": "1", "PASSWORD": "hidden"}
        with guarded(connection, LOCK, 1) as guard:
            error = attempt(guard, "SELECT pg_sleep(3)")
            assert guard.blind.startswith("Nobody could see who waits for this migration: ")
            assert "hidden" not in guard.blind
            assert error is not None
            assert guard.is_timeout(error)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE shop_order SET note = 'secret' WHERE id = 4", "running UPDATE shop_order"),
        (' insert into "shop"."order" VALUES (1)', 'running INSERT INTO "shop"."order"'),
        ("DELETE FROM ONLY t WHERE email = 'a@b.c'", "running DELETE FROM ONLY t"),
        ("SELECT 'secret'", "running SELECT"),
        ("ALTER TABLE `t` ADD c int", "running ALTER TABLE `t`"),
        ("VACUUM t", "running VACUUM t"),
        ("/* secret */ SELECT 1", "running a statement"),
        ("", "running a statement"),
    ],
)
def test_statements_of_others_are_told_without_values(statement: str, words: str) -> None:
    assert running(statement) == words


def test_ctrl_c_ends_a_statement_and_the_guard(shop: str) -> None:
    begun, threads = time.monotonic(), threading.enumerate()
    interrupt = threading.Timer(0.6, os.kill, (os.getpid(), signal.SIGINT))
    interrupt.start()
    with pytest.raises(KeyboardInterrupt), connected(shop) as connection, guarded(connection, LOCK) as guard:
        attempt(guard, "SELECT pg_sleep(60)")
    interrupt.join()
    assert time.monotonic() - begun < 3
    assert threading.enumerate() == threads
    until(lambda: sessions(shop) == 0)


def test_errors_that_are_about_locks_are_told_from_others(shop: str) -> None:
    with connected(shop) as connection:
        guard = database("postgresql").guard(connection, Limits())
        locks = [psycopg.errors.LockNotAvailable(), psycopg.errors.DeadlockDetected()]
        assert all(guard.is_lock(error) and not guard.is_timeout(error) for error in locks)
        ended = [psycopg.errors.AdminShutdown(), psycopg.OperationalError("the connection is lost")]
        assert not any(guard.is_lock(error) or guard.is_timeout(error) for error in (*ended, ValueError("no")))
        assert guard.is_timeout(psycopg.errors.QueryCanceled())
        guard.gave_way = "Others had waited."
        assert all(guard.is_lock(error) for error in (*ended, psycopg.errors.QueryCanceled()))
        assert not guard.is_lock(psycopg.errors.UniqueViolation())
