"""What probes say of servers as a whole, how little they need, and that they only read."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import environ
import psycopg
import pytest
from pymongo import MongoClient

from schemaguard.conf import Settings
from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.connections import wrapper
from schemaguard.databases.probing import CannotTell, Filled, Nulls, Prober, TooLong
from schemaguard.databases.registry import database, vendor_of
from schemaguard.preflights import Probed
from schemaguard.probes._live import Live
from schemaguard.probes.base import Asking
from schemaguard.probes.catalogue import all_probes
from schemaguard.target import Target

pytestmark = pytest.mark.usefixtures("own_connections")
ENGINES = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgresql),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
    pytest.param("mysql", marks=pytest.mark.mysql),
    pytest.param("mongodb", marks=pytest.mark.mongodb),
]
SQL_ENGINES = ENGINES[:-1]
IMPATIENT = Settings(lock_timeout="1ms")


def entry(url: str) -> dict[str, Any]:
    """A URL as an entry of DATABASES."""
    if url.startswith("mongodb"):
        return {"ENGINE": "django_mongodb_backend", "HOST": url, "NAME": url.rpartition("/")[2].partition("?")[0]}
    return dict(environ.Env.db_url_config(url))


@contextmanager
def probing(url: str, seconds: float = 20) -> Iterator[Prober]:
    """The prober of a database."""
    source = Source("live", entry(url))
    kind = database(vendor_of(source.settings))
    with kind.prober(source, kind.introspect(source, Wanted()), seconds) as prober:
        yield prober


def said(
    url: str,
    name: str,
    *,
    touched: tuple[str, ...] = (),
    needs: dict[str, int] | None = None,
    settings: Settings = IMPATIENT,
) -> list[Probed]:
    """What one probe of a server says."""
    with probing(url) as prober:
        kind = database(prober.snapshot.vendor)
        live = Live(prober.snapshot, touched=dict.fromkeys(touched))
        asking = Asking("default", kind, prober, live, settings, pending=True, needs=needs or {})
        probe = next(item for item in all_probes() if item.name == name)
        return list(probe.ask(asking.by(name)))


def answers(found: list[Probed]) -> list[tuple[str, str]]:
    """The answers, and what each is about."""
    return [(item.answer.value, item.object) for item in found]


def execute(url: str, *statements: str) -> None:
    """Run SQL on a server."""
    connection = wrapper(entry(url))
    with closing(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file with one table."""
    path = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT, x integer)")
        connection.commit()
    return f"sqlite:///{path}"


@pytest.fixture(params=ENGINES)
def any_url(request: pytest.FixtureRequest) -> str:
    """A database on each kind of server."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


def test_clean_servers_are_clean(any_url: str) -> None:
    """Nothing is in the way on a server that nobody uses. MariaDB does not tell what is free."""
    for probe in all_probes():
        vendor = vendor_of(entry(any_url))
        if not probe.on and probe.applies_to(vendor) and probe.name != "long-transactions":
            assert [item.answer.value for item in said(any_url, probe.name)] in ([], ["clean"]), probe.name


@pytest.mark.postgresql
def test_transactions_on_postgresql(postgresql_url: str) -> None:
    """A lock on a table in question, and an old snapshot."""
    execute(postgresql_url, "CREATE TABLE t (id int)", "CREATE TABLE u (id int)")
    with psycopg.connect(postgresql_url, application_name="web") as one, psycopg.connect(postgresql_url) as other:
        one.execute("INSERT INTO t VALUES (1)")
        other.execute("SELECT * FROM u")
        found = said(postgresql_url, "long-transactions", touched=("t",))
        assert answers(found) == [("warning", "t"), ("warning", "")]
        assert "web, idle in transaction" in found[0].message
        assert "INSERT" not in found[0].message
        assert said(postgresql_url, "long-transactions", settings=Settings())[0].answer.value == "clean"


@pytest.mark.mariadb
def test_transactions_on_mariadb(mariadb_url: str) -> None:
    """InnoDB tells who is open for long."""
    execute(mariadb_url, "CREATE TABLE t (id int PRIMARY KEY)")
    other = wrapper(entry(mariadb_url))
    with closing(other), other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("INSERT INTO t VALUES (1)")
        time.sleep(1.1)  # The server counts in seconds.
        (found,) = said(mariadb_url, "long-transactions", touched=("t",))
        assert found.answer.value == "warning"
        assert "idle" in found.message


@pytest.mark.mongodb
def test_transactions_on_mongodb(mongodb_url: str) -> None:
    """A transaction of a session that does nothing."""
    client: MongoClient[dict[str, Any]] = MongoClient(mongodb_url)
    with client, client.start_session() as session, session.start_transaction():
        client.get_default_database()["t"].insert_one({"x": 1}, session=session)
        found = said(mongodb_url, "long-transactions", touched=("t",))
        assert [item.answer.value for item in found] == ["warning"], found


@pytest.mark.postgresql
def test_what_postgresql_left_behind(postgresql_url: str) -> None:
    """An invalid index, a constraint that nobody validated, and a slot that nobody reads."""
    execute(
        postgresql_url,
        "CREATE TABLE t (id int CONSTRAINT odd CHECK (id > 0))",
        "CREATE TABLE u (id int)",
        "INSERT INTO t VALUES (1), (1)",
        "ALTER TABLE t ADD CONSTRAINT later CHECK (id > 5) NOT VALID",
        "ALTER TABLE u ADD CONSTRAINT elsewhere CHECK (id > 5) NOT VALID",
    )
    with pytest.raises(Exception, match="could not create unique index"):
        execute(postgresql_url, "CREATE UNIQUE INDEX CONCURRENTLY twice ON t (id)")
    found = said(postgresql_url, "invalid-indexes", touched=("t",))
    assert answers(found) == [("warning", "t.twice"), ("warning", "t.later")]
    execute(postgresql_url, "SELECT pg_create_physical_replication_slot('away_from_here', true)")
    try:
        assert answers(said(postgresql_url, "replica-lag")) == [("warning", "away_from_here")]
    finally:
        execute(postgresql_url, "SELECT pg_drop_replication_slot('away_from_here')")


@pytest.mark.postgresql
def test_keys_of_postgresql(postgresql_url: str) -> None:
    """Serial, identity, and a sequence that outlives its column."""
    execute(
        postgresql_url,
        "CREATE TABLE a (id serial)",
        "SELECT setval('a_id_seq', 2000000000)",
        "CREATE TABLE b (id smallint GENERATED BY DEFAULT AS IDENTITY)",
        "SELECT setval('b_id_seq', 32767)",
        "CREATE TABLE c (id integer)",
        "CREATE SEQUENCE s OWNED BY c.id",
        "SELECT setval('s', 1800000000)",
        "CREATE TABLE d (id bigserial)",
        "SELECT setval('d_id_seq', 2000000000)",
    )
    found = said(postgresql_url, "keys-near-end")
    assert answers(found) == [("warning", "a.id"), ("warning", "b.id"), ("warning", "c.id")]
    assert "no row can be added" in found[1].message
    assert "the integer column" in found[2].message


@pytest.mark.mariadb
def test_keys_of_mariadb(mariadb_url: str) -> None:
    """AUTO_INCREMENT against the type of its column."""
    execute(
        mariadb_url,
        "CREATE TABLE a (id tinyint unsigned PRIMARY KEY AUTO_INCREMENT) AUTO_INCREMENT = 250",
        "CREATE TABLE b (id int PRIMARY KEY AUTO_INCREMENT) AUTO_INCREMENT = 1900000000",
        "CREATE TABLE c (id bigint PRIMARY KEY AUTO_INCREMENT) AUTO_INCREMENT = 1900000000",
    )
    found = said(mariadb_url, "keys-near-end")
    assert answers(found) == [("warning", "a.id"), ("warning", "b.id")]
    assert found[0].facts == {"last": 249, "limit": 255, "used": round(249 / 255, 4)}


@pytest.mark.mysql
def test_keys_of_mysql_at_their_end(mysql_url: str) -> None:
    """There the next number of a key that is used up is still its last one."""
    execute(
        mysql_url,
        "CREATE TABLE a (id tinyint PRIMARY KEY AUTO_INCREMENT)",
        "INSERT INTO a VALUES (127)",
        "CREATE TABLE b (id tinyint PRIMARY KEY AUTO_INCREMENT)",
        "INSERT INTO b VALUES (126)",
        "CREATE TABLE c (id bigint PRIMARY KEY AUTO_INCREMENT) AUTO_INCREMENT = 1900000000",
    )
    found = said(mysql_url, "keys-near-end")
    assert answers(found) == [("warning", "a.id"), ("warning", "b.id")]
    assert "no row can be added" in found[0].message
    assert "1 are left" in found[1].message or "1 is left" in found[1].message


@pytest.mark.postgresql
def test_sequences_that_are_hidden(postgresql_url: str) -> None:
    """A user who may not read a sequence cannot tell where it is, and that is not said to be clean."""
    execute(
        postgresql_url,
        "CREATE TABLE a (id serial)",
        "SELECT setval('a_id_seq', 2000000000)",
        "CREATE TABLE b (id serial)",
        "SELECT setval('b_id_seq', 2000000000)",
        "CREATE ROLE sees_little LOGIN PASSWORD 'only-reads'",
        "GRANT SELECT ON a, b, b_id_seq TO sees_little",
    )
    try:
        parts = urlsplit(postgresql_url)
        place = parts._replace(netloc=f"sees_little:only-reads@{parts.netloc.rpartition('@')[2]}")
        found = said(urlunsplit(place), "keys-near-end")
        assert answers(found) == [("warning", "b.id"), ("unknown", "")]
        assert "a.id" in found[1].message
    finally:
        execute(postgresql_url, "DROP OWNED BY sees_little", "DROP ROLE sees_little")


_FILLED = {
    "postgresql": "INSERT INTO t SELECT n, repeat('x', 500) FROM generate_series(1, 2000) n",
    "mysql": "INSERT INTO t WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 1000)"
    " SELECT n, REPEAT('x', 1000) FROM s",
    "sqlite": "INSERT INTO t WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 1000)"
    " SELECT n, printf('%.1000c', 'x') FROM s",
}


@pytest.mark.parametrize("any_url", SQL_ENGINES, indirect=True)
def test_sizes(any_url: str) -> None:
    """An ordinary table."""
    vendor = vendor_of(entry(any_url))
    if vendor != "sqlite":
        execute(any_url, "CREATE TABLE t (id integer PRIMARY KEY, x text)")
    execute(any_url, _FILLED[vendor], *(["ANALYZE TABLE t"] if vendor == "mysql" else ["ANALYZE"]))
    with probing(any_url) as prober:
        size = prober.size("t")
    assert 900 < size.rows < 2100
    assert size.bytes > 1_000_000


@pytest.mark.postgresql
def test_sizes_of_several_tables(postgresql_url: str) -> None:
    """With partitions, and with tables that inherit: statements about the parent reach them. Each row counts once."""
    rows = "INSERT INTO {} SELECT n FROM generate_series(1, {}) n"
    execute(
        postgresql_url,
        "CREATE TABLE parted (id integer) PARTITION BY RANGE (id)",
        "CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10000)",
        "CREATE TABLE parent (id integer)",
        "CREATE TABLE child () INHERITS (parent)",
        *(rows.format(name, count) for name, count in (("parted", 3000), ("parent", 1000), ("child", 500))),
        "ANALYZE",
    )
    with probing(postgresql_url) as prober:
        assert [prober.size(name).rows for name in ("parted", "parent", "child")] == [3000, 1500, 500]
        assert prober.size("parted").bytes > 100_000


def test_keys_and_orphans_of_sqlite(sqlite_url: str) -> None:
    """The largest rowid; and foreign keys that are broken already, for which Django fails every migration."""
    path = sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"INSERT INTO t VALUES ({2**63 - 5}, 1)")
        connection.execute("CREATE TABLE child (id integer PRIMARY KEY, t_id integer REFERENCES t (id))")
        connection.execute("INSERT INTO child VALUES (1, 5), (2, 6), (3, NULL)")
        connection.commit()
    assert answers(said(sqlite_url, "keys-near-end")) == [("warning", "t.id")]
    (found,) = said(sqlite_url, "orphans-before-any-migration")
    assert (found.answer.value, found.count, found.examples) == ("failed", 2, ("id=1", "id=2"))


def test_disks(any_url: str) -> None:
    """SQLite and MongoDB know what is free; the others say what to do instead, where it matters."""
    found = said(any_url, "free-disk", needs={"t": 10**18})
    expected = "failed" if any_url.startswith(("sqlite", "mongodb")) else "unknown"
    assert [item.answer.value for item in found] == [expected]


def test_versions(any_url: str) -> None:
    """An older server than the one that is judged for."""
    vendor = vendor_of(entry(any_url))
    with probing(any_url) as prober:
        flavour = prober.versions().found.flavour
    wanted = replace(IMPATIENT, target={"default": Target(vendor, flavour, (999,))})
    assert [item.answer.value for item in said(any_url, "server-version", settings=wanted)] == ["warning"]
    other = replace(IMPATIENT, target={"default": Target("other", "other", (1,))})
    assert [item.answer.value for item in said(any_url, "server-version", settings=other)] == ["notice"]


_SLOW = {
    "postgresql": "SELECT pg_sleep(5)",
    "mysql": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 900)"
    " SELECT COUNT(*) FROM s a, s b, s c, s d WHERE a.n + b.n + c.n > d.n",
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n",
}


@pytest.mark.parametrize("any_url", SQL_ENGINES, indirect=True)
def test_time_ends_and_nothing_is_written(any_url: str) -> None:
    """A query is ended by the server; a write is refused."""
    if not any_url.startswith("sqlite"):
        execute(any_url, "CREATE TABLE t (id int PRIMARY KEY, x int)")
    with probing(any_url) as prober:
        began = time.monotonic()
        with pytest.raises(TooLong):
            prober.rows(_SLOW[prober.snapshot.vendor], 0.2)  # type: ignore[attr-defined]
        assert time.monotonic() - began < 3
        with pytest.raises(CannotTell):
            prober.rows("INSERT INTO t (id, x) VALUES (1, 1)", 5)  # type: ignore[attr-defined]
        assert prober.rows("SELECT 1", 5) == [(1,)]  # type: ignore[attr-defined]
    with probing(any_url) as prober:
        view = Live(prober.snapshot).view("t")
        assert view is not None
        assert prober.count(Filled(view)).count == 0


@pytest.mark.parametrize("any_url", SQL_ENGINES, indirect=True)
def test_a_part_of_the_rows(any_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where time runs out for all rows, a part is looked at, and what is not found there is not known."""
    if not any_url.startswith("sqlite"):
        execute(any_url, "CREATE TABLE t (id int PRIMARY KEY, x int)")
    execute(any_url, "INSERT INTO t (id, x) VALUES (1, 5), (2, NULL), (3, 7)")
    with probing(any_url) as prober:
        ask = prober.rows  # type: ignore[attr-defined]

        def slow(sql: str, seconds: float) -> Any:
            if "COUNT" in sql and "LIMIT" not in sql:
                raise TooLong("It took too long.")
            return ask(sql, seconds)

        monkeypatch.setattr(prober, "rows", slow)
        view = Live(prober.snapshot).view("t")
        assert view is not None
        found = prober.count(Nulls(view, "x"))
        assert (found.count, found.looked_at, found.examples) == (1, 3, ("id=2",))
        assert "LIMIT" not in found.query
        kind = database(prober.snapshot.vendor)
        asking = Asking("default", kind, prober, Live(prober.snapshot), Settings())
        from schemaguard.probes.base import Rows

        rows = Rows("t.x", lambda: Nulls(view, "id"), lambda counted: "bad", "No row is bad", "whether", "mend")
        probed = asking.rows(rows)
        assert (probed.answer.value, probed.sampled, probed.count) == ("unknown", True, 0)
        assert "of 3 that were looked at" in probed.message


_READERS = {
    "postgresql": (
        "CREATE ROLE preflight_reader LOGIN PASSWORD 'only-reads'",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO preflight_reader",
    ),
    "mysql": (
        "CREATE USER preflight_reader@'%' IDENTIFIED BY 'only-reads'",
        "GRANT SELECT ON *.* TO preflight_reader@'%'",
    ),
}


@pytest.mark.parametrize("any_url", SQL_ENGINES[1:], indirect=True)
def test_a_user_who_only_reads(any_url: str) -> None:
    """Rows are counted, and what is hidden is said to be."""
    engine = vendor_of(entry(any_url))
    execute(any_url, "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)", *_READERS[engine])
    end = ["DROP OWNED BY preflight_reader", "DROP ROLE preflight_reader"]
    try:
        source = Source("live", {**entry(any_url), "USER": "preflight_reader", "PASSWORD": "only-reads"})
        kind = database(vendor_of(source.settings))
        with kind.prober(source, kind.introspect(source, Wanted()), 20) as prober:
            view = Live(prober.snapshot).view("t")
            assert view is not None
            assert prober.count(Filled(view)).count == 2
            for ask in (prober.counters, prober.versions, lambda: prober.size("t")):
                ask()
            if engine == "mysql":
                with pytest.raises(CannotTell, match="grant PROCESS"):
                    prober.sessions(("t",))
    finally:
        execute(any_url, *(end if engine == "postgresql" else ["DROP USER preflight_reader@'%'"]))
