"""Limits on SQLite."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.databases.guarding import attempt, connected, guarded

pytestmark = pytest.mark.usefixtures("own_connections")

TELLS = Path("/proc/locks").exists()
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (i)")
    return path


@pytest.fixture
def connection(file: Path) -> Iterator[Any]:
    with connected(f"sqlite:///{file}") as found:
        yield found


def busy_timeout(connection: Any) -> int:
    return int(connection.connection.execute("PRAGMA busy_timeout").fetchone()[0])


def test_a_lock_is_waited_for_no_longer_than_the_limit_and_others_are_named(file: Path, connection: Any) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other, guarded(connection, 0.3) as guard:
        other.execute("BEGIN IMMEDIATE")
        guard.set()
        begun = time.monotonic()
        error = attempt(guard, "INSERT INTO t VALUES (1)")
        assert 0.25 < time.monotonic() - begun < 2
    assert error is not None
    assert guard.is_lock(error)
    assert not guard.is_timeout(error)
    assert guard.waited == pytest.approx(0.3, abs=0.2)
    assert not TELLS or guard.blockers == (f"pid {os.getpid()} (this process, on another connection)",)


@pytest.mark.skipif(not TELLS, reason="this system does not tell who has locks")
@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_another_process_that_writes_is_named(file: Path, connection: Any, mode: str) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute(f"PRAGMA journal_mode = {mode}")
    with writer(file) as process, guarded(connection, 0.2) as guard:
        assert attempt(guard, "INSERT INTO t VALUES (1)") is not None
        assert any(blocker.startswith(f"pid {process} (python") for blocker in guard.blockers), guard.blockers


@contextmanager
def writer(file: Path) -> Iterator[int]:
    """A process that has begun to write."""
    code = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN IMMEDIATE')"
    command = [sys.executable, "-c", f"{code}; print('', flush=True); sys.stdin.read()", str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid


@pytest.mark.parametrize("sql", [ENDLESS, f"INSERT INTO t {ENDLESS}"], ids=["reading", "writing"])
def test_a_statement_that_takes_too_long_is_interrupted_and_the_next_one_is_not(connection: Any, sql: str) -> None:
    with guarded(connection, 0.3, 0.4) as guard:
        error = attempt(guard, *["SELECT 1"] * 100, sql)
        assert error is not None
        assert guard.is_timeout(error)
        assert not guard.is_lock(error)
        with connection.cursor() as cursor:
            for _ in range(100):
                time.sleep(0.005)
                cursor.execute("INSERT INTO t VALUES (1)")


def test_at_the_end_all_is_as_before(connection: Any) -> None:
    before, threads = busy_timeout(connection), threading.active_count()
    with guarded(connection, 0) as guard:
        guard.set(exempt=True)
        assert busy_timeout(connection) > 10**9
        assert threading.active_count() == threads + 1
    assert busy_timeout(connection) == before == 5000
    assert connection.execute_wrappers == []
    assert threading.active_count() == threads


def test_a_connection_that_was_opened_again_has_the_limits(connection: Any) -> None:
    with guarded(connection, 0.3) as guard:
        guard.set()
        connection.close()
        guard.set()
        assert busy_timeout(connection) == 300
    assert busy_timeout(connection) == 5000


def test_ctrl_c_ends_a_statement_and_the_guard(connection: Any) -> None:
    begun, threads = time.monotonic(), threading.enumerate()
    interrupt = threading.Timer(0.4, os.kill, (os.getpid(), signal.SIGINT))
    interrupt.start()
    with pytest.raises(KeyboardInterrupt), guarded(connection) as guard:
        attempt(guard, ENDLESS)
    interrupt.join()
    assert time.monotonic() - begun < 3
    assert threading.enumerate() == threads
    assert signal.set_wakeup_fd(-1) == -1
