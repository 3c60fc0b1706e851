"""What stands in the way of reading MariaDB and MySQL: rights, limits, locks, servers that go away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from schemaguard.exceptions import BadInput
from schemaguard.schema.compare import compare_fully
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.databases.mariadb_live import connected, execute, name_of, read, read_through
from tests.servers.client import DatabaseServer
from tests.servers.mariadb import connect

pytestmark = pytest.mark.usefixtures("own_connections")


@pytest.fixture
def borrowed(either_url: str) -> Iterator[BaseDatabaseWrapper]:
    with connected(either_url) as connection:
        yield connection


# Rights

SCHEMA = (
    "CREATE TABLE parent (id int PRIMARY KEY, x int, y int, CHECK (x > 0), KEY both_of (x, y))",
    "CREATE TABLE child (id int PRIMARY KEY, p int, CONSTRAINT child_parent FOREIGN KEY (p) REFERENCES parent (id)"
    " ON DELETE CASCADE)",
    "CREATE VIEW v AS SELECT id FROM parent",
    "CREATE TRIGGER t BEFORE INSERT ON child FOR EACH ROW SET NEW.p = 1",
    "CREATE FUNCTION f() RETURNS int RETURN 1",
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM child",
    "CREATE SEQUENCE s",
    "CREATE TABLE django_migrations (id int PRIMARY KEY, app varchar(9), name varchar(9))",
)
PROGRAMS = {("trigger", "*"), ("other", "*"), ("routine", "*")}
FOREIGN_KEY, VIEW = ("foreign_key", "child.child_parent"), ("view", "v")
UNLISTED = {("table", "*"), ("view", "*"), ("sequence", "*"), ("check", "*")}
SEEN: dict[str, tuple[list[str], set[tuple[str, str]]]] = {
    "everything": (["ALL ON {db}.*"], {("routine", "f")}),
    "for reading": (["SELECT ON {db}.*"], PROGRAMS | {FOREIGN_KEY, VIEW}),
    "for reading anything": (["SELECT ON *.*"], {("trigger", "*"), ("other", "*"), FOREIGN_KEY, VIEW}),
    "as recommended": (["SELECT, SHOW VIEW, TRIGGER, EVENT, EXECUTE ON {db}.*", "SELECT ON mysql.proc"], set()),
    "one table": (["SELECT ON {db}.child"], UNLISTED | PROGRAMS | {FOREIGN_KEY}),
    "some columns": (
        ["SELECT (id, x), SHOW VIEW ON {db}.parent"],
        UNLISTED | PROGRAMS | {("table", "parent")},
    ),
    "no columns": (
        ["SHOW VIEW, TRIGGER, EVENT, EXECUTE ON {db}.*", "SELECT ON mysql.proc"],
        {("table", name) for name in ("parent", "child", "django_migrations")}
        | {VIEW, ("sequence", "s"), ("other", "django_migrations")},
    ),
    "triggers without bodies": (
        ["INSERT, EVENT, EXECUTE ON {db}.*", "SELECT ON mysql.proc"],
        {("trigger", "*"), ("trigger", "child.t"), VIEW, ("sequence", "s"), ("other", "django_migrations")},
    ),
}


@pytest.fixture(scope="module")
def protected(mariadb_server: DatabaseServer) -> Iterator[str]:
    with mariadb_server.fresh() as url:
        execute(url, *SCHEMA)
        yield url
        execute(url, "DROP USER IF EXISTS reader", "DROP ROLE IF EXISTS readers")


def as_reader(url: str, grants: list[str]) -> SchemaSnapshot:
    name = name_of(url)
    execute(url, "DROP USER IF EXISTS reader", "CREATE USER reader")
    execute(url, *(f"GRANT {grant.format(db=f'`{name}`')} TO reader" for grant in grants))
    return read(url, USER="reader")


@pytest.mark.parametrize("rights", SEEN)
def test_what_may_not_be_seen_is_told(rights: str, protected: str) -> None:
    grants, expected = SEEN[rights]
    whole, part = read(protected), as_reader(protected, grants)
    assert {(gap.kind, gap.name) for gap in part.gaps} == expected
    assert whole.gaps == ()
    result = compare_fully(whole, part)
    assert result.changes == ()
    assert all("Grant" in gap.reason for gap in part.gaps)


def test_rights_of_a_role_and_of_a_pattern(protected: str) -> None:
    name = name_of(protected)
    execute(protected, "CREATE ROLE readers", f"GRANT SELECT, SHOW VIEW ON `{name[:-1]}_`.* TO readers")
    execute(protected, "DROP USER IF EXISTS reader", "CREATE USER reader", "GRANT readers TO reader")
    execute(protected, "SET DEFAULT ROLE readers FOR reader")
    snapshot = read(protected, USER="reader")
    assert {(gap.kind, gap.name) for gap in snapshot.gaps} == PROGRAMS


def test_user_without_rights_gets_one_line(protected: str) -> None:
    with pytest.raises(BadInput, match=r"^live cannot be read: .*Access denied[^\n]*$"):
        as_reader(protected, [])


# The session


def test_nothing_can_be_written_and_nothing_stays_changed(borrowed: BaseDatabaseWrapper) -> None:
    is_mariadb = getattr(borrowed, "mysql_is_mariadb")  # noqa: B009 - Django types only what all databases have.
    limit = "max_statement_time" if is_mariadb else "max_execution_time"
    with borrowed.cursor() as cursor:
        cursor.execute(f"SET SESSION {limit} = 7, sql_mode = 'ANSI_QUOTES'")
    seen: list[str] = []

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with borrowed.execute_wrapper(watch):
        read_through(borrowed)
    assert "START TRANSACTION READ ONLY" in seen
    assert seen.index("START TRANSACTION READ ONLY") < seen.index("SHOW GRANTS") < seen.index("ROLLBACK")
    with borrowed.cursor() as cursor:
        cursor.execute(f"SELECT @@{limit}, @@sql_mode{', @@in_transaction' if is_mariadb else ', 0'}")
        assert cursor.fetchone() == (7, "ANSI_QUOTES", 0)


def test_open_transaction_goes_on(either_url: str, borrowed: BaseDatabaseWrapper) -> None:
    execute(either_url, "CREATE TABLE a (x int)")
    with borrowed.cursor() as cursor:
        borrowed.set_autocommit(False)
        cursor.execute("INSERT INTO a VALUES (1)")
        assert len(read_through(borrowed).objects) == 1
        borrowed.rollback()
        cursor.execute("SELECT count(*) FROM a")
        assert cursor.fetchone() == (0,)


def test_modes_of_the_session_change_nothing(either_url: str) -> None:
    execute(either_url, "CREATE TABLE a (x int DEFAULT (1 + 1), y int AS (x + 1), CHECK (x > 0))")
    modes = {"init_command": "SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'"}
    assert read(either_url, OPTIONS=modes) == read(either_url)


def test_lock_is_not_waited_for_for_ever(either_url: str) -> None:
    execute(either_url, "CREATE TABLE django_migrations (app varchar(9), name varchar(9))")
    with closing(connect(either_url)) as other, closing(other.cursor()) as cursor:
        cursor.execute("LOCK TABLES django_migrations WRITE")
        said = r"^live cannot be read: a query took longer than 0\.5 seconds\. Allow more with --timeout\.$"
        with pytest.raises(BadInput, match=said):
            read(either_url, timeout=0.5)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"PASSWORD": "s3cret"}, "Access denied"),
        ({"NAME": "not_there"}, "Unknown database"),
        ({"NAME": ""}, "names no database"),
        ({"PORT": "1"}, "Can't connect"),
        ({"HOST": "not-there.invalid"}, "Unknown"),
    ],
)
def test_what_cannot_be_read_is_one_line(either_url: str, other: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(either_url, **other)
    text = str(caught.value)
    assert text.startswith("live ")
    assert message in text
    assert "\n" not in text
    assert "s3cret" not in text


def test_server_that_goes_away(either_url: str, borrowed: BaseDatabaseWrapper) -> None:

    def kill(execute: Any, sql: str, *rest: Any) -> Any:
        if "information_schema.VIEWS" in sql:
            with closing(connect(either_url)) as other, closing(other.cursor()) as cursor:
                cursor.execute(f"KILL {borrowed.connection.thread_id()}")
        return execute(sql, *rest)

    with (
        borrowed.execute_wrapper(kill),
        pytest.raises(BadInput, match=r"^live cannot be read: .*(?:gone away|Lost connection)[^\n]*$"),
    ):
        read_through(borrowed)


def test_database_that_is_dropped_meanwhile(either_server: DatabaseServer) -> None:
    execute(either_server.url, "CREATE DATABASE short_lived")
    url = either_server.url.rpartition("/")[0] + "/short_lived"
    execute(url, "CREATE TABLE a (x int)")

    def drop(execute_sql: Any, sql: str, *rest: Any) -> Any:
        if "information_schema.VIEWS" in sql:
            worker = threading.Thread(target=execute, args=(either_server.url, "DROP DATABASE short_lived"))
            worker.start()
            worker.join()
        return execute_sql(sql, *rest)

    gone = pytest.raises(BadInput, match="was dropped meanwhile")
    with connected(url) as connection, connection.execute_wrapper(drop), gone:
        read_through(connection)
