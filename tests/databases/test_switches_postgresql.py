"""Rules about what SQL switches off rest on these: triggers, rules and row level security, asked of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.servers.client import DatabaseServer

TABLES = """
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int PRIMARY KEY, parent_id int REFERENCES parent (id));
CREATE TABLE logged (id int);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO logged VALUES (NEW.id); RETURN NEW; END';
CREATE TRIGGER note AFTER INSERT ON child FOR EACH ROW EXECUTE FUNCTION note();
INSERT INTO parent VALUES (1);
"""
ORPHAN = "INSERT INTO child VALUES (1, 99)"
INSERT = "INSERT INTO child VALUES (1, 1)"
#: What is switched, the statement after it, and how many rows there are in child and in the log.
WRITES = [
    ("", INSERT, (1, 1)),
    ("ALTER TABLE child DISABLE TRIGGER ALL", ORPHAN, (1, 0)),
    ("ALTER TABLE child DISABLE TRIGGER ALL; ALTER TABLE child ENABLE TRIGGER USER", ORPHAN, (1, 1)),
    ("ALTER TABLE child DISABLE TRIGGER note", INSERT, (1, 0)),
    ("ALTER TABLE child DISABLE TRIGGER note; ALTER TABLE child ENABLE TRIGGER USER", INSERT, (1, 1)),
    ("ALTER TABLE child ENABLE REPLICA TRIGGER note", INSERT, (1, 0)),
    ("ALTER TABLE child ENABLE ALWAYS TRIGGER note", INSERT, (1, 1)),
    ("CREATE RULE r AS ON INSERT TO child DO INSTEAD NOTHING", INSERT, (0, 0)),
    ("CREATE RULE r AS ON INSERT TO child DO ALSO NOTHING", INSERT, (1, 1)),
]
#: What is switched, and whether the owner and another role see the row of the table.
SIGHTS = [
    ("", True, True),
    ("ALTER TABLE parent ENABLE ROW LEVEL SECURITY", True, False),
    ("ALTER TABLE parent ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY", False, False),
    ("ALTER TABLE parent FORCE ROW LEVEL SECURITY", True, True),
    ("ALTER TABLE parent ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON parent USING (true)", True, True),
]


@pytest.fixture
def connection(postgresql_server: DatabaseServer) -> Iterator[psycopg.Connection[Any]]:
    with postgresql_server.fresh() as url, psycopg.connect(url) as connection:
        connection.execute(TABLES.encode())
        yield connection
        connection.rollback()


def count(connection: psycopg.Connection[Any], table: str) -> int:
    ((found,),) = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchall()
    return int(found)


@pytest.mark.parametrize(("switch", "sql", "rows"), WRITES)
def test_writes(connection: psycopg.Connection[Any], switch: str, sql: str, rows: tuple[int, int]) -> None:
    connection.execute(switch.encode())
    connection.execute(sql.encode())
    assert (count(connection, "child"), count(connection, "logged")) == rows


def test_foreign_keys_stay_on_without_the_triggers_of_users(connection: psycopg.Connection[Any]) -> None:
    connection.execute("ALTER TABLE child DISABLE TRIGGER USER")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute(ORPHAN)


@pytest.mark.parametrize(("switch", "owner", "other"), SIGHTS)
def test_who_sees_rows(connection: psycopg.Connection[Any], switch: str, owner: bool, other: bool) -> None:
    # Roles belong to the whole server: the transaction that makes them is rolled back.
    connection.execute("CREATE ROLE sg_owner; CREATE ROLE sg_other; ALTER TABLE parent OWNER TO sg_owner")
    connection.execute("GRANT SELECT ON parent TO sg_other")
    connection.execute(switch.encode())
    seen = []
    for role in ("sg_owner", "sg_other"):
        connection.execute(f"SET LOCAL ROLE {role}".encode())
        seen.append(count(connection, "parent") == 1)
    assert seen == [owner, other]
