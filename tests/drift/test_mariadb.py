"""What somebody changes by hand in MariaDB is found, and a clean database is silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from schemaguard.schema.compare import compare, compare_fully
from schemaguard.schema.fingerprint import fingerprint
from tests.databases.mariadb_live import execute, read
from tests.drift.harness import Injection, inject
from tests.drift.mariadb_base import BASE, PROGRAMS, TABLES
from tests.drift.mariadb_changes import CHANGES
from tests.servers.client import DatabaseServer
from tests.servers.mariadb import connect

pytestmark = pytest.mark.usefixtures("own_connections")

Execute = Callable[[str], None]


@pytest.fixture(scope="module")
def base(mariadb_server: DatabaseServer) -> Iterator[str]:
    with mariadb_server.fresh() as url:
        execute(url, *BASE)
        yield url


@pytest.fixture(scope="module")
def session(base: str) -> Iterator[Execute]:
    """One session, so that what a change sets for it holds for its next statement."""
    with closing(connect(base)) as connection, closing(connection.cursor()) as cursor:
        yield cursor.execute


def test_there_are_many_changes() -> None:
    assert len(CHANGES) >= 100
    assert len({str(change) for change in CHANGES}) == len(CHANGES)


@pytest.mark.parametrize("injection", CHANGES, ids=str)
def test_change_is_found(injection: Injection, base: str, session: Execute) -> None:
    inject(injection, lambda: read(base), session)


def test_clean_database_is_silent(base: str) -> None:
    first = read(base)
    assert first == read(base)
    assert first.gaps == ()
    assert first.migrations == (("shop", "0001_initial"),)


def test_order_of_creation_means_nothing(base: str, mariadb_url: str) -> None:
    keys = [statement for statement in TABLES if statement.startswith(("ALTER TABLE", "CREATE INDEX"))]
    rest = [statement for statement in TABLES if statement not in keys]
    views = [statement for statement in PROGRAMS if "VIEW" in statement]
    programs = [statement for statement in PROGRAMS if statement not in views]
    execute(mariadb_url, *reversed(rest), *reversed(keys), *views, *reversed(programs))
    assert_same(base, mariadb_url)


def test_rows_and_counters_mean_nothing(base: str, mariadb_url: str) -> None:
    execute(mariadb_url, *BASE, "INSERT INTO shop_line VALUES (1, 1, 1), (2, 2, 2)")
    execute(mariadb_url, "ALTER TABLE shop_order AUTO_INCREMENT = 500", "ANALYZE TABLE shop_line, shop_order")
    execute(mariadb_url, "SELECT nextval(invoice_number)", "FLUSH TABLES")
    assert_same(base, mariadb_url)


def test_restored_database_is_the_same(base: str, mariadb_url: str) -> None:
    execute(mariadb_url, *dump(base))
    assert_same(base, mariadb_url)


def dump(url: str) -> Iterator[str]:
    """What a dump of the structure holds: SHOW CREATE of everything, tables before all else."""
    yield "SET foreign_key_checks = 0"
    with closing(connect(url)) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("SHOW FULL TABLES")
        tables = cursor.fetchall()
        shown = [("SEQUENCE", name) for name, kind in tables if kind == "SEQUENCE"]
        shown += [("TABLE", name) for name, kind in tables if kind in ("BASE TABLE", "SYSTEM VERSIONED")]
        shown += [("VIEW", name) for name, kind in sorted(tables) if kind == "VIEW"]
        shown += [("TRIGGER", "order_before"), ("TRIGGER", "order_after"), ("FUNCTION", "tax"), ("PROCEDURE", "tax")]
        for kind, name in shown:
            quoted = name.replace("`", "``")
            cursor.execute(f"SHOW CREATE {kind} `{quoted}`")
            row = cursor.fetchone()
            yield row[2] if kind in ("TRIGGER", "FUNCTION", "PROCEDURE") else row[1]
    yield PROGRAMS[-1]  # A dump holds the time when an event was created.


def assert_same(left: str, right: str) -> None:
    before, after = read(left), read(right)
    result = compare_fully(before, after)
    assert (result.changes, result.unknown, result.about) == ((), (), ())
    assert fingerprint(before) == fingerprint(after)
    assert compare(after, before) == ()
