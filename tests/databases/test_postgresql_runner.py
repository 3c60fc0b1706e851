"""The only runner of a PostgreSQL database: through poolers, in nobody's way, and never without knowing."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from schemaguard.databases.base import Source
from schemaguard.databases.registry import database
from schemaguard.databases.running import Busy, Claim
from schemaguard.exceptions import BadInput
from tests.conftest import in_ci
from tests.databases.guarding import attempt, connected, guarded
from tests.databases.postgresql_live import execute, settings
from tests.databases.runners import claim, live, running, who
from tests.servers.base import Absent
from tests.servers.client import DatabaseServer
from tests.servers.pgbouncer import REMEDY, pooled

pytestmark = [pytest.mark.usefixtures("own_connections"), pytest.mark.postgresql]

RUNNERS = "SELECT {} FROM pg_stat_activity WHERE application_name LIKE 'schemaguard: deploy%'"


@pytest.fixture(scope="module")
def url(postgresql15_server: DatabaseServer) -> Iterator[str]:
    with postgresql15_server.fresh() as found:
        yield found


def ask(url: str, sql: str) -> list[Any]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(sql.encode()).fetchall()


def is_pooled(url: str) -> bool:
    kind, source = live(url)
    return kind.is_pooled(source)


@contextmanager
def pooler(url: str, directory: Path, mode: str, **more: object) -> Iterator[str]:
    """Through PgBouncer, or the end of the test."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(pooled(url, directory, mode, **more))
        except Absent as absent:
            (pytest.fail if in_ci() else pytest.skip)(f"{absent}. To get it: {REMEDY}.")
        yield found


def test_vacuum_and_concurrent_builds_do_not_wait_for_it(url: str) -> None:
    execute(url, "CREATE TABLE rows_of_others AS SELECT generate_series(1, 20000) AS n")
    with running(url) as held:
        held.check()
        ((xmin, xid, state),) = ask(url, RUNNERS.format("backend_xmin, backend_xid, state"))
        assert (xmin, xid, state) == (None, None, "idle in transaction")
        execute(url, "DELETE FROM rows_of_others")
        begun = time.monotonic()
        execute(url, "SET statement_timeout = '10s'", "CREATE INDEX CONCURRENTLY ON rows_of_others (n)")
        execute(url, "VACUUM rows_of_others")
        assert time.monotonic() - begun < 5
        assert ask(url, "SELECT pg_relation_size('rows_of_others')") == [(0,)]
        held.check()


def test_it_outlives_the_limits_of_the_server(postgresql_server: DatabaseServer) -> None:
    """PostgreSQL 18, where a transaction as a whole may be limited, too."""
    with postgresql_server.fresh() as url:
        name = url.rpartition("/")[2]
        for setting, value in {
            "idle_in_transaction_session_timeout": "300ms",
            "transaction_timeout": "400ms",
            "idle_session_timeout": "300ms",
            "default_transaction_isolation": "serializable",
            "default_transaction_read_only": "on",
        }.items():
            execute(url, f"ALTER DATABASE {name} SET {setting} = '{value}'")
        with running(url) as held:
            time.sleep(0.8)
            held.check()
            assert ask(url, RUNNERS.format("backend_xmin")) == [(None,)]


def test_projects_in_schemas_of_their_own_run_side_by_side(url: str) -> None:
    execute(url, "CREATE SCHEMA tenant_a", "CREATE SCHEMA tenant_b")
    kind = database("postgresql")

    def tenant(name: str) -> Source:
        options = {"options": f"-c search_path={name},public"}
        return Source(name, settings(url, OPTIONS=options))

    with kind.runner(tenant("tenant_a"), claim(1)) as one, kind.runner(tenant("tenant_b"), claim(2)) as other:
        one.check()
        other.check()
        assert kind.who_runs(tenant("tenant_a")).startswith("deploy on web-1, run 00000001 (pid ")
        assert who(url) == ""
        with pytest.raises(Busy, match="web-1"), kind.runner(tenant("tenant_a"), claim(3)):
            pass


def test_who_runs_is_told_once_and_whole(url: str) -> None:
    told: list[str] = []
    long = Claim(run="3f9c0a12" + "0" * 24, who="somebody with a näme much longer than PostgreSQL can keep on web-1")
    kind, source = live(url)
    way_out = r"It did not end within 0\.6 s"
    with kind.runner(source, long), pytest.raises(Busy, match=way_out), running(url, 2, wait=0.6, told=told.append):
        pass
    assert len(told) == 1
    assert told[0].startswith("somebody with a n")
    assert ", run 3f9c0a12 (pid " in told[0]
    assert "user postgres, from 127.0.0.1/32, since 20" in told[0]


def test_a_server_that_does_not_answer(url: str) -> None:
    kind = database("postgresql")
    nowhere = Source("shop", settings(url, PORT="1"))
    with pytest.raises(BadInput, match="shop cannot be reached"), kind.runner(nowhere, claim()):
        pass
    with pytest.raises(BadInput, match="shop cannot be reached"):
        kind.who_runs(nowhere)


def test_a_user_who_may_not_see_what_others_do_knows_who_runs(url: str) -> None:
    execute(url, "DROP ROLE IF EXISTS weak", "CREATE ROLE weak LOGIN")
    try:
        kind = database("postgresql")
        with running(url, 1):
            seen = kind.who_runs(Source("shop", settings(url, USER="weak")))
            assert re.fullmatch(r"deploy on web-1, run 00000001 \(pid \d+, user postgres\)", seen)
    finally:
        execute(url, "DROP ROLE weak")


def test_through_a_pooler_that_shares_sessions(url: str, tmp_path: Path) -> None:
    with pooler(url, tmp_path / "pool", "transaction") as through:
        assert is_pooled(through)
        with running(through, 1) as held:
            for _ in range(5):
                execute(through, "SELECT 1")
            held.check()
            with pytest.raises(Busy, match="web-1"), running(through, 2):
                pass
            with pytest.raises(Busy, match="web-1"), running(url, 2):
                pass
            assert is_pooled(through)
            held.check()
        assert who(url) == ""
        # What has limits, and is ended, is the session that serves the transaction.
        with connected(through) as connection, guarded(connection, 0.4) as guard:
            execute(url, "CREATE TABLE IF NOT EXISTS pooled (id integer)")
            with psycopg.connect(url) as other:
                other.execute("LOCK TABLE pooled")
                error = attempt(guard, "ALTER TABLE pooled ADD COLUMN note text")
            assert error is not None
            assert guard.is_lock(error)
            assert any("idle in transaction" in blocker for blocker in guard.blockers), guard
            # A session that others get is left alone.
            guard.set()
            assert ask(through, "SELECT current_setting('lock_timeout')") == [("0",)]
            assert "gives the session to others" in guard.remark


def test_a_pooler_that_takes_turns_is_recognised_and_one_that_shares_nothing_is_none(url: str, tmp_path: Path) -> None:
    more = {"server_round_robin": 1, "min_pool_size": 2, "default_pool_size": 3}
    with pooler(url, tmp_path / "turns", "transaction", **more) as through:
        with psycopg.connect(through) as one, psycopg.connect(through) as other:
            one.execute("SELECT 1")
            other.execute("SELECT 1")
        for _ in range(3):
            assert is_pooled(through)
    with pooler(url, tmp_path / "session", "session") as through:
        assert not is_pooled(through)
    assert not is_pooled(url)
