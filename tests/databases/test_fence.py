"""What keeps a connection inside its scratch database, on real servers: which statements are refused, and which run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.db import connections, transaction
from environ import Env
from psycopg import sql

from schemaguard.databases.connections import wrapper
from schemaguard.databases.fence import Outside
from schemaguard.databases.registry import database

pytestmark = pytest.mark.usefixtures("own_connections")

ALIAS = "fenced"


@contextmanager
def fenced(url: str, told: list[str]) -> Iterator[Any]:
    """A connection of Django that stays inside its database."""
    connection: Any = wrapper(dict(Env.db_url_config(url)), ALIAS)
    database(connection.vendor).fence(connection, told.append)
    connections[ALIAS] = connection
    try:
        with closing(connection):
            yield connection
    finally:
        del connections[ALIAS]


def refused(connection: Any, statement: Any, told: list[str]) -> bool:
    """Whether a statement is refused, and somebody is told."""
    told.clear()
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except Outside:
        return bool(told)
    assert not told
    return False


#: Each begins with what would change something outside of the database.
POSTGRESQL_OUTSIDE = [
    b"CREATE ROLE schemaguard_outside",
    sql.SQL("ALTER DATABASE {} SET work_mem = '5MB'").format(sql.Identifier("postgres")),
    "/* harmless */ COMMENT ON DATABASE postgres IS 'x'",
    "GRANT CONNECT ON DATABASE postgres TO PUBLIC",
    "REVOKE CONNECT ON DATABASE {own}, postgres FROM PUBLIC",
    "REVOKE CREATE ON TABLESPACE pg_default FROM PUBLIC",
    "GRANT pg_monitor TO CURRENT_USER",
    "REASSIGN OWNED BY CURRENT_USER TO postgres",
    "DROP OWNED BY CURRENT_USER",
    "-- a block\nDO $$ BEGIN CREATE ROLE schemaguard_outside; END $$",
    "DO $$ BEGIN CREATE ROLE schemaguard_outside; COMMIT; END $$",
    "DO $$ BEGIN EXECUTE 'ALTER DATABASE postgres SET work_mem = ''5MB'''; END $$",
    "DO $$ BEGIN EXECUTE 'ALTER DATABASE postgres OWNER TO pg_monitor'; END $$",
]
POSTGRESQL_INSIDE = [
    "ALTER DATABASE {own} SET work_mem = '5MB'",
    "GRANT CONNECT ON DATABASE {own} TO PUBLIC",
    "CREATE TABLE thing (id integer, owned text)",
    "GRANT SELECT ON thing TO PUBLIC",
    "DO $$ BEGIN INSERT INTO thing VALUES (1); COMMIT; END $$",
    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database()); END $$",
    "CREATE INDEX CONCURRENTLY by_id ON thing (id)",
    "VACUUM thing",
]
MARIADB_OUTSIDE = [
    b"DELETE FROM mysql.user",
    "UPDATE thing t, mysql.db d SET d.host = 'x'",
    "DELETE t FROM thing t, mysql.db d WHERE t.id = d.host",
    "ALTER TABLE thing RENAME mysql.thing",
    "RENAME TABLE thing TO one, one TO mysql.thing",
    "INSERT INTO`mysql`.`db` VALUES ()",
    "DELETE FROM /* here */ mysql.db",
    "PREPARE away FROM 'DELETE FROM mysql.db'",
    "EXECUTE IMMEDIATE 'GRANT SELECT ON *.* TO schemaguard_outside'",
    "SET @x = 1, GLOBAL max_connections = 100",
    "SET @@GLOBAL.max_connections = 100",
    "FLUSH TABLES WITH READ LOCK",
]
MARIADB_INSIDE = [
    "CREATE TABLE thing (id integer, mysql integer)",
    "CREATE TABLE mysql (id integer, user integer)",
    "UPDATE thing, mysql SET mysql.user = 1 WHERE thing.id = mysql.id",
    "SELECT thing.id, mysql.user FROM thing, mysql WHERE thing.id = 1 ORDER BY thing.id, mysql.user",
    "INSERT INTO thing SELECT mysql.id, mysql.user FROM mysql GROUP BY 1, mysql.user",
    "DELETE thing FROM thing, mysql WHERE thing.id = mysql.id",
    "EXECUTE IMMEDIATE 'DELETE FROM thing'",
    "SET @x = 1, @y = 'GLOBAL'",
]


@pytest.mark.postgresql
def test_cursors_of_the_driver_on_postgresql(postgresql_url: str) -> None:
    """Code may take them past Django, outside of any transaction."""
    own, told = postgresql_url.rpartition("/")[2], list[str]()
    with fenced(postgresql_url, told) as connection:
        connection.ensure_connection()
        raw = connection.connection
        for statement in POSTGRESQL_OUTSIDE:
            told.clear()
            given = statement.replace("{own}", own) if isinstance(statement, str) else statement
            with pytest.raises(Outside):
                raw.execute(given)
            assert told, statement
        told.clear()
        for inside in POSTGRESQL_INSIDE:
            raw.execute(inside.replace("{own}", own))
        assert raw.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'schemaguard_outside'").fetchall() == [(0,)]
        assert not told


@pytest.mark.postgresql
@pytest.mark.parametrize("atomic", [True, False])
def test_postgresql(postgresql_url: str, *, atomic: bool) -> None:
    """In a transaction the end of it tells, too; what commits by itself is looked at as well."""
    own, told = postgresql_url.rpartition("/")[2], list[str]()

    def given(statement: Any) -> Any:
        return statement.replace("{own}", own) if isinstance(statement, str) else statement

    with fenced(postgresql_url, told) as connection:
        for statement in map(given, POSTGRESQL_OUTSIDE):
            if atomic and "COMMIT" not in str(statement):
                told.clear()
                with pytest.raises(Outside), transaction.atomic(using=ALIAS), connection.cursor() as cursor:
                    cursor.execute(statement)
                assert told, statement
            elif not atomic:
                assert refused(connection, statement, told), statement
        if not atomic:
            assert not [
                statement for statement in map(given, POSTGRESQL_INSIDE) if refused(connection, statement, told)
            ]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'schemaguard_outside'")
            assert cursor.fetchall() == [(0,)]


@pytest.mark.mariadb
def test_mariadb(mariadb_url: str) -> None:
    told: list[str] = []
    with fenced(mariadb_url, told) as connection:
        assert not [statement for statement in MARIADB_INSIDE if refused(connection, statement, told)]
        assert not [statement for statement in MARIADB_OUTSIDE if not refused(connection, statement, told)]
        with pytest.raises(Outside), connection.connection.cursor() as cursor:
            cursor.execute("DELETE FROM mysql.db")
