"""What stands in the way of reading a PostgreSQL database: missing rights, locks, standbys, and servers that go away."""

from __future__ import annotations

import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from schemaguard.databases.base import Wanted
from schemaguard.databases.postgresql import session
from schemaguard.exceptions import BadInput
from schemaguard.schema.compare import compare_fully
from tests.databases.postgresql_live import connected, execute, read, tables
from tests.drift.postgresql_files import BASE
from tests.servers.base import free_port, launch, run, runs, wait_until_ready
from tests.servers.client import DatabaseServer
from tests.servers.postgres import Postgres, prepare

pytestmark = pytest.mark.usefixtures("own_connections")

MIGRATIONS = "CREATE TABLE django_migrations (id serial PRIMARY KEY, app text, name text)"


@pytest.fixture
def role(postgresql_server: DatabaseServer) -> Iterator[str]:
    """A role without any rights. Tests ask for it before their database, so that it is dropped after it."""
    name = f"schemaguard_test_{secrets.token_hex(6)}"
    execute(postgresql_server.url, f"CREATE ROLE {name} LOGIN PASSWORD 'se-cret'")
    yield name
    execute(postgresql_server.url, f"DROP ROLE {name}")


def one_line(error: pytest.ExceptionInfo[BadInput]) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert "live" in text
    assert text.endswith(".")
    return text


def test_a_role_without_rights_sees_the_same(role: str, postgresql_url: str) -> None:
    execute(
        postgresql_url,
        BASE,
        "REVOKE ALL ON SCHEMA stock FROM PUBLIC",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC",
    )
    seen = read(postgresql_url, USER=role)
    assert seen == read(postgresql_url)
    assert seen.gaps == ()


def test_a_role_without_rights_on_its_own_schema(role: str, postgresql_url: str) -> None:
    """Nothing is taken for absent, and what it cannot say for sure is no difference."""
    execute(postgresql_url, BASE, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    expected = read(postgresql_url)
    assert compare_fully(expected, read(postgresql_url, USER=role)).changes == ()
    execute(postgresql_url, "ALTER TABLE shop_note DROP kind2", "DROP TABLE shop_old", "CREATE TABLE more (id integer)")
    found = compare_fully(expected, read(postgresql_url, USER=role)).changes
    assert [(change.kind, change.object) for change in found] == [
        ("add_table", "more"),
        ("drop_column", "shop_note.kind2"),
        ("drop_table", "shop_old"),
    ]


def test_what_is_applied_cannot_be_told_without_rights(role: str, postgresql_url: str) -> None:
    execute(postgresql_url, MIGRATIONS, "INSERT INTO django_migrations (app, name) VALUES ('shop', '0001')")
    assert read(postgresql_url).migrations == (("shop", "0001"),)
    seen = read(postgresql_url, USER=role)
    assert seen.migrations == ()
    assert [(gap.kind, gap.name, gap.hidden) for gap in seen.gaps] == [("other", "django_migrations", False)]
    execute(postgresql_url, f"GRANT SELECT ON django_migrations TO {role}")
    assert read(postgresql_url, USER=role).migrations == (("shop", "0001"),)
    execute(postgresql_url, "DROP TABLE django_migrations", f"REVOKE ALL ON SCHEMA public FROM {role}")
    assert read(postgresql_url, USER=role).gaps == ()


@pytest.mark.parametrize(
    "catalogue", ["pg_class", "pg_constraint", "pg_proc", "pg_description", "pg_trigger", "pg_policy"]
)
def test_a_catalogue_that_may_not_be_read(catalogue: str, role: str, postgresql_url: str) -> None:
    execute(postgresql_url, BASE, f"REVOKE SELECT ON {catalogue} FROM PUBLIC")
    with pytest.raises(BadInput, match=catalogue) as error:
        read(postgresql_url, USER=role, PASSWORD="se-cret")
    assert "se-cret" not in one_line(error)


def test_rights_and_owners_are_no_part_of_a_schema(role: str, postgresql_url: str) -> None:
    execute(postgresql_url, BASE)
    before = read(postgresql_url)
    execute(
        postgresql_url,
        f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}",
        f"ALTER TABLE shop_note OWNER TO {role}",
        f"ALTER FUNCTION shop_touch OWNER TO {role}",
        f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {role}",
    )
    assert read(postgresql_url) == before


def test_a_session_that_may_not_write(postgresql_url: str) -> None:
    execute(postgresql_url, BASE)
    expected = read(postgresql_url)
    execute(
        postgresql_url,
        "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END$$",
    )
    assert read(postgresql_url) == expected


@contextmanager
def locked(url: str, statement: str) -> Iterator[None]:
    """While somebody else is in the middle of a transaction."""
    with psycopg.connect(url) as connection:
        connection.execute(statement.encode())
        yield
        connection.rollback()


@pytest.mark.parametrize("statement", ["LOCK TABLE pg_policy", "ALTER TABLE shop_order ADD more integer"])
def test_waiting_ends_with_the_timeout(statement: str, postgresql_url: str) -> None:
    """A view cannot be spelled out while its table is changed."""
    execute(postgresql_url, BASE)
    started = time.monotonic()
    with locked(postgresql_url, statement), pytest.raises(BadInput, match=r"locked for 0\.3 s") as error:
        read(postgresql_url, timeout=0.3)
    assert "--timeout" in one_line(error)
    assert time.monotonic() - started < 5
    assert "shop_order" in tables(read(postgresql_url))


def test_a_statement_that_takes_too_long(postgresql_url: str) -> None:
    columns = ", ".join(f"c{number} integer DEFAULT {number}" for number in range(500))
    execute(postgresql_url, *(f"CREATE TABLE t{number} ({columns})" for number in range(20)))
    with pytest.raises(BadInput, match=r"longer than 0\.001 s") as error:
        read(postgresql_url, timeout=0.001)
    assert "--timeout" in one_line(error)


@pytest.mark.parametrize("setting", ["idle_in_transaction_session_timeout", "transaction_timeout"])
def test_timeouts_of_others_do_not_end_a_long_reading(setting: str, postgresql_url: str) -> None:
    def slowly(cursor: Any) -> str:
        time.sleep(0.5)
        cursor.execute("SELECT current_setting(%s)", [setting])
        return str(cursor.fetchone()[0])

    with connected(postgresql_url) as connection:
        with connection.cursor() as cursor:
            cursor.execute(f"SET {setting} = '250ms'")
        assert session.read(connection, "live", Wanted(), slowly) == "0"
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {setting}")
            assert cursor.fetchone() == ("250ms",)


def test_reading_does_not_wait_for_ordinary_work(postgresql_url: str) -> None:
    execute(postgresql_url, BASE)
    with (
        locked(postgresql_url, "INSERT INTO shop_note (id) VALUES (1)"),
        locked(postgresql_url, "CREATE TABLE more ()"),
    ):
        assert "more" not in tables(read(postgresql_url, timeout=5))


def wait_for_a_waiter(connection: psycopg.Connection[Any]) -> None:
    """Until a session stands before a lock."""
    waiting = b"SELECT count(*) FROM pg_locks WHERE NOT granted"
    deadline = time.monotonic() + 20
    while connection.execute(waiting).fetchone() == (0,):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def while_it_waits(url: str, work: Callable[[psycopg.Connection[Any]], None]) -> None:
    """Do something on another connection as soon as a reader stands before a lock."""
    with psycopg.connect(url, autocommit=True) as connection:
        wait_for_a_waiter(connection)
        work(connection)


def end_readers(connection: psycopg.Connection[Any]) -> None:
    connection.execute(b"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted")


def test_a_session_that_is_ended_while_it_reads(postgresql_server: DatabaseServer, postgresql_url: str) -> None:
    execute(postgresql_url, BASE)
    end = threading.Thread(target=while_it_waits, args=(postgresql_url, end_readers))
    with locked(postgresql_url, "LOCK TABLE pg_policy"):
        end.start()
        with pytest.raises(BadInput, match="live cannot be read") as error:
            read(postgresql_url)
    end.join()
    assert "terminating connection" in one_line(error)


def test_a_migration_never_ends_in_a_deadlock_with_a_reader(postgresql_url: str) -> None:
    """The reader has a lock on one view's table and waits for the other's; the migration wants the first."""
    execute(
        postgresql_url, "CREATE TABLE a (); CREATE TABLE b (); CREATE VIEW va AS TABLE a; CREATE VIEW vb AS TABLE b"
    )
    with ThreadPoolExecutor() as pool, psycopg.connect(postgresql_url) as migration:
        migration.execute("ALTER TABLE b ADD more integer")
        seen = pool.submit(read, postgresql_url, timeout=30)
        wait_for_a_waiter(migration)
        migration.execute("ALTER TABLE a ADD more integer")
        migration.commit()
    assert [len(table.columns) for table in seen.result().all("table")] == [1, 1]


CHURN = (
    "CREATE TYPE ce AS ENUM ('a'); CREATE TABLE c (id serial PRIMARY KEY, e ce DEFAULT 'a', o integer REFERENCES c,"
    " CHECK (o > 0)); CREATE INDEX ON c (lower(id::text)) WHERE o > 1; CREATE VIEW cv AS TABLE c;"
    " CREATE STATISTICS cs ON id, o FROM c; CREATE POLICY cp ON c USING (o > 0)",
    "DROP TABLE c CASCADE; DROP TYPE ce",
)


def test_what_comes_and_goes_is_seen_whole_or_not_at_all(postgresql_url: str) -> None:
    execute(postgresql_url, BASE)
    without = read(postgresql_url)
    execute(postgresql_url, CHURN[0])
    whole = read(postgresql_url)
    execute(postgresql_url, CHURN[1])
    over = threading.Event()

    def churn() -> None:
        while not over.is_set():
            execute(postgresql_url, CHURN[0])
            time.sleep(0.05)
            execute(postgresql_url, CHURN[1])

    with ThreadPoolExecutor() as pool:
        work = pool.submit(churn)
        seen = [read(postgresql_url) for _ in range(10)]
        over.set()
        work.result()
    assert all(snapshot in (without, whole) for snapshot in seen)


def test_a_database_that_is_gone(postgresql_url: str) -> None:
    with pytest.raises(BadInput, match="does not exist") as error:
        read(postgresql_url, NAME="gone", PASSWORD="se-cret")
    assert "se-cret" not in one_line(error)


def test_a_server_that_is_not_there(postgresql_url: str) -> None:
    with pytest.raises(BadInput, match="refused") as error:
        read(postgresql_url, PORT=free_port(), PASSWORD="se-cret")
    assert "se-cret" not in one_line(error)


def test_a_password_that_is_wrong_is_not_shown(role: str, postgresql_url: str) -> None:
    with pytest.raises(BadInput) as error:
        read(postgresql_url, USER="nobody-of-that-name", PASSWORD="se-cret")
    assert "se-cret" not in one_line(error)


@contextmanager
def standby(server: DatabaseServer) -> Iterator[int]:
    """A hot standby of the server: its port."""
    assert isinstance(server.server, Postgres)
    with tempfile.TemporaryDirectory(prefix="schemaguard-test-") as parent:
        directory = Path(parent) / "standby"
        directory.mkdir()
        programs = prepare(server.server.find(), directory)
        data, log, port = directory / "data", directory / "log", free_port()
        copy: list[str | Path] = [
            "-D",
            data,
            "-d",
            server.url,
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--no-sync",
        ]
        run([*programs.command("pg_basebackup"), *copy], programs.env)
        serve: list[str | Path] = ["-D", data, "-h", "127.0.0.1", "-p", str(port), "-F", "--max_connections=200"]
        ask = [*programs.command("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        options = ["--unix_socket_directories=", "--max_prepared_transactions=50"]
        with launch([*programs.command("postgres"), *serve, *options], log, programs.env) as process:
            try:
                wait_until_ready(process, log, lambda: runs(ask, programs.env))
                yield port
            finally:
                server.server.stop(process)


def test_a_hot_standby(postgresql_server: DatabaseServer, postgresql_url: str) -> None:
    execute(postgresql_url, BASE, MIGRATIONS)
    expected = read(postgresql_url)
    with standby(postgresql_server) as port:
        assert read(postgresql_url, PORT=port) == expected
