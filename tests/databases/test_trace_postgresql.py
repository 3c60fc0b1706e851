"""What a trace on PostgreSQL says of a statement is what another session, and the statistics, say of it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db.utils import DatabaseError
from pytest_django.plugin import DjangoDbBlocker

from schemaguard.databases.postgresql.readers import is_query
from schemaguard.databases.postgresql.stage import PostgreSQLStage
from schemaguard.databases.stage import Trace
from tests.databases.measure_postgresql import STRENGTH, Measured, measuring
from tests.databases.test_locks_postgresql import CASES, TABLES, Case
from tests.databases.test_postgresql_stage import run, staged
from tests.servers.client import DatabaseServer

pytestmark = pytest.mark.usefixtures("own_connections")

HELD = (
    "SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
    " WHERE l.pid = %s AND l.granted AND l.locktype = 'relation' AND c.relkind IN ('r', 'p', 'v', 'm')"
    " AND c.relnamespace = 'public'::regnamespace"
)


class Watched:
    """A stage, and a second session that sees what is committed, and who holds what."""

    def __init__(self, stage: PostgreSQLStage, url: str) -> None:
        self.stage = stage
        self.beside = psycopg.connect(url, autocommit=True)

    def trace(self, sql: str) -> tuple[Trace, Measured, dict[str, str]]:
        """What the trace says, what is measured, and which locks the other session sees while nothing is committed."""
        connection = self.stage.connection
        with self.stage.step(atomic=True), self.stage.attempt(), self.stage.traced() as trace:
            with connection.cursor() as cursor, measuring(cursor.cursor) as found:
                cursor.execute(sql)
            locks = self._held(connection.connection.info.backend_pid)
        return trace, found[0], locks

    def _held(self, pid: int) -> dict[str, str]:
        rows = self.beside.execute(HELD.encode(), (pid,)).fetchall()
        return dict(sorted(rows, key=lambda row: STRENGTH.index(str(row[1]))))

    def differences(self, case: Case) -> list[object]:
        """What the trace says otherwise than it is."""
        trace, measured, locks = self.trace(case.sql)
        empties = case.sql.startswith("TRUNCATE")
        rewritten = set() if empties else measured.rewritten - measured.indexes
        built = set() if empties or rewritten else measured.rewritten & measured.indexes
        # The statistics count rows, and two of the tables have none.
        scans = bool(set(trace.scans) - {"child", "part1"})
        pairs = [
            (dict(trace.locks), locks),
            (set(trace.rewrites), rewritten),
            (set(trace.index_builds) & measured.indexes, built),
            (scans, measured.scans),
        ]
        return [(case.sql, *pair) for pair in pairs if pair[0] != pair[1]]


#: Several statements, and what they do: rewrites, scans, index builds.
MORE: list[tuple[list[str], list[str], list[str], list[str]]] = [
    # The index is made again with the file of the old one.
    (["ALTER TABLE t ALTER COLUMN indexed TYPE varchar(50)"], [], [], []),
    (["ALTER TABLE t ALTER COLUMN indexed TYPE text"], [], [], []),
    (['ALTER TABLE t ALTER COLUMN indexed TYPE varchar(20) COLLATE "C"'], [], ["t"], ["t_indexed"]),
    (["TRUNCATE t, child"], [], [], []),
    (["TRUNCATE child", "ALTER TABLE lone ALTER n TYPE bigint"], ["lone"], ["lone"], []),
    # Queries choose what they read by the number of rows.
    (["SELECT count(*) FROM t", "UPDATE t SET name = 'x'", "SELECT 1 FROM parent WHERE code = 3"], [], [], []),
    (["SELECT count(*) FROM lone", "CREATE INDEX x ON t (name)", "SELECT count(*) FROM parent"], [], ["t"], ["x"]),
    (["CREATE INDEX x ON t (name)", "SELECT count(*) FROM parent"], [], ["t"], ["x"]),
    (["SELECT count(*) FROM t", "ALTER TABLE lone ALTER n SET NOT NULL"], [], ["lone"], []),
    (["SELECT count(*) FROM t; CREATE INDEX x ON lone (n)"], [], ["lone", "t"], ["x"]),
    (["CREATE TABLE x AS SELECT * FROM lone"], [], ["lone"], []),
    (["DO $$ BEGIN ALTER TABLE lone ALTER n SET NOT NULL; END $$"], [], ["lone"], []),
    (
        ["ALTER TABLE t ADD CHECK (plain IS NOT NULL) NOT VALID", "ALTER TABLE t ALTER plain SET NOT NULL"],
        [],
        ["t"],
        [],
    ),
    # Somebody else's session knows no prepared statements any more.
    (["DEALLOCATE ALL", "ALTER TABLE lone ALTER n TYPE bigint"], ["lone"], ["lone"], []),
]


def watched(server: DatabaseServer) -> Iterator[Watched]:
    with server.fresh() as url:
        with psycopg.connect(url) as connection:
            connection.execute(TABLES.encode())
        with staged(url) as stage:
            found = Watched(stage, url)
            yield found
            found.beside.close()


@pytest.fixture(scope="module", params=[18, 15, 14])
def on(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[int, Watched]]:
    """A server, with its version."""
    version = int(request.param)
    server = request.getfixturevalue(f"postgresql{version if version != 18 else ''}_server")
    with django_db_blocker.unblock():
        for found in watched(server):
            yield version, found


def test_one_statement(on: tuple[int, Watched]) -> None:
    version, server = on
    cases = [case for case in CASES[:: 1 if version == 18 else 4] if case.version <= version]
    assert [found for case in cases for found in server.differences(case)] == []


def test_several_statements(on: tuple[int, Watched]) -> None:
    _, server = on
    for statements, *truth in MORE:
        with server.stage.step(atomic=True), server.stage.attempt(), server.stage.traced() as trace:
            run(server.stage, *statements)
        assert [trace.rewrites, trace.scans, trace.index_builds] == truth, statements


def test_a_second_way_in_one_transaction_says_what_it_cannot_see(on: tuple[int, Watched]) -> None:
    _, server = on
    with server.stage.step(atomic=True), server.stage.attempt():
        for statement, locks, told in (
            ("DROP COLUMN name", {"t": "AccessExclusiveLock"}, False),
            ("ADD z int", {}, True),
        ):
            with server.stage.traced() as trace:
                run(server.stage, f"ALTER TABLE t {statement}")
            assert (dict(trace.locks), bool(trace.notes)) == (locks, told)


def test_an_error_that_a_migration_survives(on: tuple[int, Watched]) -> None:
    """Looking would end a transaction that is about to be rescued."""
    _, server = on
    with server.stage.step(atomic=True), server.stage.attempt(), server.stage.traced() as trace:
        cursor = server.stage.connection.cursor()
        cursor.execute("SAVEPOINT s")
        with pytest.raises(DatabaseError):
            cursor.execute("SELECT * FROM nowhere")
        with pytest.raises(DatabaseError):
            cursor.execute("ALTER TABLE t ALTER plain SET NOT NULL")
        cursor.execute("ROLLBACK TO SAVEPOINT s")
        cursor.execute("ALTER TABLE lone ALTER n SET NOT NULL")
    assert trace.scans == ["lone"]


@pytest.mark.parametrize(
    ("sql", "queries"),
    [
        ("SELECT 1", True),
        ("-- why\n(SELECT 1)", True),
        ("/* why */ WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", True),
        ("SET CONSTRAINTS ALL IMMEDIATE", True),
        ('SET CONSTRAINTS "t_fk" IMMEDIATE; ALTER TABLE "t" DROP CONSTRAINT "t_fk"', False),
        ("UPDATE t SET plain = 1; ALTER TABLE t ADD x int", False),
        ("CREATE INDEX x ON t (plain)", False),
        ("DO $$ BEGIN END $$", False),
        ("SAVEPOINT s", None),
        ("SET LOCAL lock_timeout = 1", None),
        ("SELECT relname FROM pg_catalog.pg_class", None),
    ],
)
def test_what_is_a_query(sql: str, queries: bool | None) -> None:
    assert is_query(sql) is queries
