"""What a stage on PostgreSQL says of a database, however little of it was read again."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections
from django.db.utils import Error, IntegrityError
from pytest_django.plugin import DjangoDbBlocker

from schemaguard.databases.base import Source
from schemaguard.databases.connections import wrapper
from schemaguard.databases.postgresql.stage import PostgreSQLStage
from schemaguard.databases.stage import State
from tests.databases.postgresql_live import execute, settings
from tests.drift.harness import Injection
from tests.drift.postgresql_files import BASE, injections
from tests.servers.client import DatabaseServer

pytestmark = pytest.mark.usefixtures("own_connections")

CHANGES = injections("columns", "constraints", "indexes", "tables", "others")
SINCE_15 = injections("since_15")
SINCE_18 = injections("since_18")
_NUMBERS = itertools.count()


@contextmanager
def staged(url: str, rows: int = 1000) -> Iterator[PostgreSQLStage]:
    """A stage on a database."""
    entry = {**connections["default"].settings_dict, **settings(url)}
    alias = f"staged{next(_NUMBERS)}"
    connection = wrapper(entry, alias)
    connections[alias] = connection
    try:
        yield PostgreSQLStage(Source("scratch", connection.settings_dict, connection), connection, rows)
    finally:
        connection.close()
        del connections[alias]


def run(stage: PostgreSQLStage, *statements: str) -> None:
    with stage.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def anew(stage: PostgreSQLStage) -> State:
    """The same, read by somebody who knows nothing."""
    return PostgreSQLStage(stage.source, stage.connection, stage.rows).state()


def assert_true(stage: PostgreSQLStage) -> State:
    """What the stage says is what there is."""
    state = stage.state()
    assert state == anew(stage)
    return state


SEED = (
    "INSERT INTO shop_customer (email, name) SELECT 'c' || n || '@example.org', 'name ' || n FROM generate_series(1, 3) n",
    "INSERT INTO shop_order (customer_id, total, price, note) VALUES (1, 3, 5, 'a')",
    "INSERT INTO shop_note SELECT n, 'text', n, n FROM generate_series(1, 4) n",
    "INSERT INTO shop_event SELECT n, '2025-05-01', 'x' FROM generate_series(1, 3) n",
)


def loaded(server: DatabaseServer) -> Iterator[PostgreSQLStage]:
    with server.fresh() as url:
        execute(url, BASE, *SEED)
        with staged(url) as stage:
            yield stage


@pytest.fixture(scope="module")
def stage18(postgresql_server: DatabaseServer, django_db_blocker: DjangoDbBlocker) -> Iterator[PostgreSQLStage]:
    with django_db_blocker.unblock():
        yield from loaded(postgresql_server)


@pytest.fixture(scope="module")
def stage15(postgresql15_server: DatabaseServer, django_db_blocker: DjangoDbBlocker) -> Iterator[PostgreSQLStage]:
    with django_db_blocker.unblock():
        yield from loaded(postgresql15_server)


@pytest.fixture(scope="module")
def stage14(postgresql14_server: DatabaseServer, django_db_blocker: DjangoDbBlocker) -> Iterator[PostgreSQLStage]:
    with django_db_blocker.unblock():
        yield from loaded(postgresql14_server)


def assert_followed(stage: PostgreSQLStage, injection: Injection) -> None:
    """What it says after the undoing is tested after the next change."""
    before = stage.state()
    run(stage, *injection.do)
    try:
        assert assert_true(stage) != before
    finally:
        run(stage, *injection.undo)


@pytest.mark.parametrize("injection", [*CHANGES, *SINCE_15, *SINCE_18], ids=str)
def test_a_change_is_followed_on_18(injection: Injection, stage18: PostgreSQLStage) -> None:
    assert_followed(stage18, injection)


# Fewer on older versions: what differs is how much they tell of other transactions.
@pytest.mark.parametrize("injection", [*CHANGES[::4], *SINCE_15], ids=str)
def test_a_change_is_followed_on_15(injection: Injection, stage15: PostgreSQLStage) -> None:
    assert_followed(stage15, injection)


@pytest.mark.parametrize("injection", CHANGES[1::2], ids=str)
def test_a_change_is_followed_on_14(injection: Injection, stage14: PostgreSQLStage) -> None:
    assert_followed(stage14, injection)


@pytest.mark.parametrize("seed", range(2))
def test_many_changes_at_once_and_taken_back(seed: int, stage18: PostgreSQLStage) -> None:
    """In a transaction that is taken back, the stage knows without reading what there is."""
    chosen = random.Random(seed)
    before = stage18.state()
    with stage18.attempt():
        for injection in chosen.sample(CHANGES, 25):
            try:
                run(stage18, "SAVEPOINT one", *injection.do)
            except Error:  # Another one has changed what this one needs, or it is none for a transaction.
                run(stage18, "ROLLBACK TO SAVEPOINT one")
        assert assert_true(stage18) != before
    assert stage18.state() == before == anew(stage18)


def row(stage: PostgreSQLStage, table: str, key: str, column: str) -> int | None:
    found = stage.state().rows[table]
    return found.cells[key][found.columns.index(column)]


@pytest.mark.parametrize(
    ("type_name", "one", "same"),
    [
        ("numeric", "1.50", "1.5"),
        ("numeric[]", "'{1.50,2}'", "'{1.5,2.00}'"),
        ("jsonb", """'{"a": 1.0, "b": [1]}'""", """'{"b": [1], "a": 1}'"""),
        ("json", """'{"a": 1.0, "b": [1]}'""", """'{"b":[1],"a":1}'"""),
        ("timestamptz", "'2026-01-01 12:00+00'", "'2026-01-01 14:00+02'"),
        ("char(5)", "'a'", "'a  '"),
        ("bytea", r"'\x6162'", "'ab'"),
        ("double precision", "0.1", "0.1000000000000000055"),
        ("numrange", "'[1.0,2)'", "'[1,2.00)'"),
    ],
)
def test_one_value_spelled_in_two_ways(type_name: str, one: str, same: str, postgresql_url: str) -> None:
    execute(postgresql_url, f"CREATE TABLE t (id int PRIMARY KEY, v {type_name}); INSERT INTO t VALUES (1, {one})")
    with staged(postgresql_url) as stage:
        first = row(stage, "t", "1", "v")
        run(stage, f"UPDATE t SET v = {same}", "SET timezone = 'Asia/Tokyo'")
        assert row(stage, "t", "1", "v") == first is not None
        run(stage, "UPDATE t SET v = NULL")
        assert row(stage, "t", "1", "v") is None


def test_what_json_alone_takes(postgresql_url: str) -> None:
    execute(postgresql_url, "CREATE TABLE t (id int PRIMARY KEY, v json, x tsvector, y point)")
    execute(postgresql_url, r"""INSERT INTO t VALUES (1, '"\u0000"', 'a b', '(1,2)'), (2, '1e99999999', NULL, NULL)""")
    with staged(postgresql_url) as stage:
        assert len(stage.state().rows["t"].cells) == 2


def test_texts_are_compared_by_their_letters(postgresql15_url: str) -> None:
    execute(
        postgresql15_url,
        "CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "CREATE EXTENSION citext; CREATE TABLE t (id int PRIMARY KEY, v text COLLATE any_case, w citext)",
        "INSERT INTO t VALUES (1, 'a', 'a'), (2, 'A', 'A')",
    )
    with staged(postgresql15_url) as stage:
        cells = stage.state().rows["t"].cells
        assert not set(cells["1"]) & set(cells["2"])


def test_a_large_table_is_known_by_sums(postgresql_url: str) -> None:
    execute(postgresql_url, "CREATE TABLE t (id int PRIMARY KEY, v text, w int[])")
    execute(postgresql_url, "INSERT INTO t SELECT n, n::text FROM generate_series(1, 30) n")
    with staged(postgresql_url, rows=10) as stage:
        before = stage.state().rows["t"]
        assert (before.count, before.cells, before.columns) == (30, {}, ("id", "v", "w"))
        run(stage, "UPDATE t SET v = (31 - id)::text")
        after = stage.state().rows["t"]
        assert before.sums is not None and after.sums is not None
        assert [name for name in after.columns if after.sums[name] != before.sums[name]] == ["v"]


def test_row_level_security_hides_nothing(postgresql_server: DatabaseServer, postgresql_url: str) -> None:
    execute(
        postgresql_url,
        "DROP ROLE IF EXISTS shop_owner",
        "CREATE ROLE shop_owner LOGIN",
        "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, OWNER TO shop_owner",
    )
    try:
        with staged(postgresql_url.replace("postgres@", "shop_owner@")) as stage:
            assert list(stage.state().rows["t"].cells) == ["1"]
            assert dict(anew(stage).schema.all("table")[0].options)["row_security"] == "forced"
    finally:
        execute(postgresql_url, "DROP OWNED BY shop_owner; DROP ROLE shop_owner")


def test_counters(postgresql_url: str) -> None:
    execute(postgresql_url, "CREATE TABLE t (id serial); CREATE SEQUENCE s INCREMENT 5; CREATE SEQUENCE b START 9")
    execute(postgresql_url, "SELECT nextval('s'), nextval('t_id_seq')")
    with staged(postgresql_url) as stage:
        assert stage.state().counters == {"t.id": 2, "s": 6, "b": 9}


def test_the_trace_of_a_way(postgresql_url: str) -> None:
    execute(postgresql_url, "CREATE TABLE a (id int PRIMARY KEY, v int, t text); CREATE TABLE b (id int, a int)")
    execute(postgresql_url, "INSERT INTO a VALUES (1, 1, '1'); INSERT INTO b VALUES (1, 1); CREATE TABLE c AS TABLE b")
    with staged(postgresql_url) as stage:
        with stage.step(atomic=True), stage.traced() as trace:
            run(
                stage,
                "ALTER TABLE a ALTER v TYPE bigint",
                "ALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a",
                "CREATE INDEX b_a ON b (a)",
                "CREATE TABLE new (id int PRIMARY KEY)",
                "TRUNCATE c",
            )
            stage.settle()
        assert trace.locks == [
            ("a", "AccessExclusiveLock"),
            ("b", "ShareRowExclusiveLock"),
            ("c", "AccessExclusiveLock"),
        ]
        assert (trace.rewrites, trace.scans, trace.index_builds) == (["a"], ["a", "b"], ["b_a"])
        with stage.step(atomic=True), stage.attempt():
            with stage.traced() as back:
                run(stage, "DROP INDEX b_a")
                stage.settle()
            assert back.locks == [("b", "AccessExclusiveLock")]


def test_a_deferred_constraint_is_settled(postgresql_url: str) -> None:
    execute(postgresql_url, "CREATE TABLE a (id int PRIMARY KEY)")
    execute(postgresql_url, "CREATE TABLE b (a int REFERENCES a DEFERRABLE INITIALLY DEFERRED)")
    with staged(postgresql_url) as stage, stage.step(atomic=True):
        with pytest.raises(IntegrityError), stage.traced():  # noqa: PT012 - the end of the block commits.
            run(stage, "INSERT INTO b VALUES (1)")
            stage.settle()
        with stage.attempt():
            run(stage, "INSERT INTO a VALUES (1)", "INSERT INTO b VALUES (1)")
            stage.settle()
            run(stage, "ALTER TABLE b ADD c int", "INSERT INTO b VALUES (2)", "DELETE FROM b WHERE a = 2")


def test_what_ends_a_transaction_is_tried_on_a_copy(postgresql_url: str) -> None:
    execute(postgresql_url, "CREATE TABLE a (id int PRIMARY KEY, v int); INSERT INTO a VALUES (1, 1)")
    with staged(postgresql_url) as stage, stage.step(atomic=False):
        before = stage.state()
        name = stage.connection.settings_dict["NAME"]
        with stage.attempt():
            assert stage.connection.settings_dict["NAME"] != name
            run(stage, "CREATE INDEX CONCURRENTLY a_v ON a (v)", "DELETE FROM a")
            with stage.traced() as trace:
                run(stage, "REINDEX INDEX CONCURRENTLY a_v")
            assert trace.index_builds == ["a_v"] and trace.notes
            assert assert_true(stage) != before
        assert stage.connection.settings_dict["NAME"] == name
        assert stage.state() == before == anew(stage)


def test_a_value_of_an_enum_that_is_not_committed(postgresql_url: str) -> None:
    execute(postgresql_url, "CREATE TYPE mood AS ENUM ('good'); CREATE TABLE a (v mood)")
    with staged(postgresql_url) as stage:
        add, use = "ALTER TYPE mood ADD VALUE 'bad'", "INSERT INTO a VALUES ('bad')"
        with pytest.raises(Error), stage.attempt():
            run(stage, add, use)
        with stage.attempt_apart():
            run(stage, add, use)
        assert stage.state().rows["a"].count == 0


def test_a_session_that_forgets(postgresql_url: str) -> None:
    execute(postgresql_url, "CREATE TABLE a (v int)")
    with staged(postgresql_url) as stage:
        before = stage.state()
        run(stage, "DISCARD ALL")
        assert stage.state() == before
        stage.connection.close()
        assert stage.state() == before
