"""The oracle itself: what it takes for a difference, and what not."""

from __future__ import annotations

from collections import Counter

import psycopg
import pytest

from tests.accuracy import pg_dump
from tests.servers.client import DatabaseServer
from tests.servers.postgres import POSTGRESQL, POSTGRESQL15, Postgres

BASE = "CREATE TABLE t (a int DEFAULT 1, b text); CREATE INDEX i ON t (a); COMMENT ON TABLE t IS 'a'"


def statements(server: DatabaseServer, kind: Postgres, sql: str) -> Counter[str]:
    with server.fresh() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.encode())
        return pg_dump.statements(pg_dump.dump(kind, url))


@pytest.mark.parametrize(
    "sql",
    [
        BASE,
        "CREATE TABLE t (b text, a int DEFAULT 1); COMMENT ON TABLE t IS 'a'; CREATE INDEX i ON t (a)",
    ],
)
def test_orders_are_no_difference(postgresql_server: DatabaseServer, sql: str) -> None:
    assert statements(postgresql_server, POSTGRESQL, sql) == statements(postgresql_server, POSTGRESQL, BASE)


@pytest.mark.parametrize(
    ("sql", "differences"),
    [
        ("ALTER TABLE t ALTER a SET DEFAULT 2", 2),
        ("ALTER TABLE t ALTER a SET NOT NULL", 2),
        ("DROP INDEX i", 1),
        ("COMMENT ON TABLE t IS 'b'", 2),
        ("ALTER TABLE t ENABLE ROW LEVEL SECURITY", 1),
        ("CREATE TABLE u ()", 1),
        ("CREATE SCHEMA u", 1),
    ],
)
def test_changes_are_differences(postgresql15_server: DatabaseServer, sql: str, differences: int) -> None:
    left = statements(postgresql15_server, POSTGRESQL15, BASE)
    right = statements(postgresql15_server, POSTGRESQL15, f"{BASE}; {sql}")
    assert len(pg_dump.differences(left, right)) == differences


def test_what_sets_up_the_session_is_left_out(postgresql_server: DatabaseServer) -> None:
    assert statements(postgresql_server, POSTGRESQL, "SELECT 1") == {}


def test_a_database_that_is_not_there(postgresql_url: str) -> None:
    with pytest.raises(RuntimeError, match="does not exist"):
        pg_dump.dump(POSTGRESQL, f"{postgresql_url}_gone")
