"""One runner at a time, on each kind of database, among processes that are killed."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemaguard.databases.running import Busy, LostLock
from tests.databases.runners import contenders, live, running, who
from tests.servers import postgres
from tests.servers.mariadb import execute
from tests.servers.mongodb import connect

pytestmark = pytest.mark.usefixtures("own_connections")

ALL = [
    "sqlite",
    pytest.param("postgresql15", marks=pytest.mark.postgresql),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
    pytest.param("mysql", marks=pytest.mark.mysql),
    pytest.param("mongodb", marks=pytest.mark.mongodb),
]
#: Seconds until a lock is free after its holder was killed.
AT_ONCE = 3.0


@pytest.fixture(params=ALL)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
    else:
        with request.getfixturevalue(f"{request.param}_server").fresh() as url:
            yield url


def test_of_twenty_that_begin_at_once_one_runs_and_the_others_say_who(place: str) -> None:
    with contenders(place) as them:
        said = [them.said() for _ in range(21)]
        assert sorted(what for what, _, _ in said) == ["busy"] * 19 + ["runs", "told"]
        ((winner, process),) = [(number, int(rest)) for what, number, rest in said if what == "runs"]
        named = holder(place, winner)
        assert all(named in rest for what, _, rest in said if what != "runs"), said
        assert named in who(place)

        os.kill(process, signal.SIGKILL)
        begun = time.monotonic()
        what, number, _ = them.said()
        assert (what, number) == ("runs", 20)
        assert time.monotonic() - begun < AT_ONCE
    assert_free(place)


def holder(place: str, number: int) -> str:
    """What others see of a run. MariaDB tells no more than the connection, unless its performance schema is on."""
    is_silent = place.startswith("mysql") and not execute(place, "SELECT @@performance_schema")[0][0]
    return "of user root from" if is_silent else f"deploy on web-{number}, run {number:08x}"


def assert_free(place: str) -> None:
    """Nobody runs, and the next one can."""
    begun = time.monotonic()
    with running(place, 7, wait=20):
        assert time.monotonic() - begun < AT_ONCE
        assert holder(place, 7) in who(place)
    assert who(place) == ""


def test_the_lock_is_let_go_after_an_error_and_threads_end(place: str) -> None:
    before = threading.enumerate()
    with pytest.raises(ZeroDivisionError):
        fail_while_running(place)
    assert not {thread.name for thread in threading.enumerate() if thread not in before} & {"schemaguard runner"}
    assert_free(place)


def fail_while_running(place: str) -> None:
    with running(place, 1) as held:
        held.check()
        with pytest.raises(Busy, match=holder(place, 1)), running(place, 2):
            pass
        held.check()
        raise ZeroDivisionError


def test_a_lock_that_is_lost_is_noticed(place: str) -> None:
    with running(place, 1) as held:
        held.check()
        take_away(place)
        with running(place, 2, wait=5), pytest.raises(LostLock, match="of this run on shop is lost"):
            held.check()
        with pytest.raises(LostLock):
            held.check()
    assert_free(place)


def test_ctrl_c_ends_a_run_and_one_that_waits(place: str) -> None:
    begun = time.monotonic()
    for wait in (0, 60):
        interrupt = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
        interrupt.start()
        with pytest.raises(KeyboardInterrupt):
            run_for_a_minute(place, wait)
        interrupt.join()
    assert time.monotonic() - begun < 4
    assert_free(place)


def run_for_a_minute(place: str, wait: float) -> None:
    with running(place, 1):
        if wait:
            with running(place, 2, wait=wait):
                pass
        time.sleep(60)


def take_away(place: str) -> None:
    """What an administrator can do, or somebody who cleans up."""
    kind, source = live(place)
    if kind.vendor == "sqlite":
        Path(f"{source.settings['NAME']}-schemaguard").unlink()
    elif kind.vendor == "postgresql":
        ended = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'schemaguard: deploy%'"
        )
        postgres.execute(place, ended)
    elif kind.vendor == "mysql":
        (number,) = re.findall(r"connection (\d+)", who(place))
        execute(place, f"KILL {number}")
    else:
        with connect(place) as client:
            client.get_default_database().drop_collection("schemaguard_lease")
