"""The test servers are what they claim to be, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from tests.servers import client, mariadb, mongodb, mysql, postgres
from tests.servers.base import StartFailed, launch, wait_until_ready
from tests.servers.client import DatabaseServer
from tests.servers.keeper import SERVERS

CHILD = """
import os, sys
from tests.servers import client
keeper = client.start()
print(client.ask(sys.argv[1])["url"], os.path.dirname(os.environ[client.VARIABLE]), keeper.pid, flush=True)
sys.stdin.read()
client.end(keeper)
"""

TEST_WITH_SERVER = """
def test_with_server({name}_url):
    pass
"""


def version(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.info.server_version // 10000


def test_postgresql_is_18(postgresql_url: str) -> None:
    assert version(postgresql_url) == 18


def test_postgresql15_is_15(postgresql15_url: str) -> None:
    assert version(postgresql15_url) == 15


def test_postgresql14_is_14(postgresql14_url: str) -> None:
    assert version(postgresql14_url) == 14


def test_postgresql_has_the_extensions_that_migrations_use(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        for name in ("btree_gist", "citext", "hstore", "pg_trgm"):
            connection.execute(f"CREATE EXTENSION {name}".encode())


def test_postgresql_database_is_dropped_under_open_connections(postgresql_server: DatabaseServer) -> None:
    with postgresql_server.fresh() as url, postgresql_server.fresh() as other:
        assert url != other
        left_open = psycopg.connect(url)
        left_open.execute("CREATE TABLE t (id int)")
    left_open.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_mariadb_is_mariadb(mariadb_url: str) -> None:
    ((name,),) = mariadb.execute(mariadb_url, "SELECT version()")
    assert "MariaDB" in name


def test_mariadb_database_is_dropped_under_open_transactions(mariadb_server: DatabaseServer) -> None:
    with mariadb_server.fresh() as url, mariadb_server.fresh() as other:
        assert url != other
        mariadb.execute(url, "CREATE TABLE t (id int)")
        left_open = mariadb.connect(url)
        left_open.cursor().execute("INSERT INTO t VALUES (1)")
    left_open.close()
    name = url.rpartition("/")[2]
    query = f"SELECT count(*) FROM information_schema.schemata WHERE schema_name = '{name}'"
    assert mariadb.execute(mariadb_server.url, query) == ((0,),)


def test_mysql_is_mysql(mysql_url: str) -> None:
    ((name,),) = mariadb.execute(mysql_url, "SELECT version()")
    assert "MariaDB" not in name
    assert int(name.partition(".")[0]) >= 8


def test_the_mysqld_of_mariadb_is_not_mysql() -> None:
    assert not mysql.is_mysql(mariadb.find("mariadbd"))


def test_mongodb_has_transactions(mongodb_url: str) -> None:
    with mongodb.connect(mongodb_url) as mongo:
        with mongo.start_session() as session, session.start_transaction():
            mongo.get_default_database().things.insert_one({"_id": 1}, session=session)
            session.abort_transaction()
        assert mongo.get_default_database().things.count_documents({}) == 0


def test_mongodb_database_is_dropped(mongodb_server: DatabaseServer) -> None:
    with mongodb.connect(mongodb_server.url) as mongo:
        with mongodb_server.fresh() as url:
            name = url.rpartition("/")[2]
            mongo[name].things.insert_one({})
            assert name in mongo.list_database_names()
        assert name not in mongo.list_database_names()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("postgresql_url", marks=pytest.mark.postgresql),
        pytest.param("postgresql15_url", marks=pytest.mark.postgresql),
        pytest.param("mariadb_url", marks=pytest.mark.mariadb),
        pytest.param("mysql_url", marks=pytest.mark.mysql),
    ],
)
def test_django_understands_the_url(name: str, request: pytest.FixtureRequest) -> None:
    import environ
    from django.db.utils import ConnectionHandler

    blocker = request.getfixturevalue("django_db_blocker")
    connections = ConnectionHandler({"default": environ.Env.db_url_config(request.getfixturevalue(name))})
    with blocker.unblock(), connections["default"].cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    connections.close_all()


def gone(pid: int) -> bool:
    """Whether a process has ended; a zombie, which only its parent can remove, has."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until_gone(directory: Path, keeper: int) -> None:
    deadline = time.monotonic() + 20
    while directory.exists() or not gone(keeper):
        assert time.monotonic() < deadline, f"{directory} or its keeper {keeper} is still there"
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, None])
def test_nothing_is_left_when_a_test_run_ends(end: signal.Signals | None, postgresql_server: DatabaseServer) -> None:
    environment = {name: value for name, value in os.environ.items() if name != client.VARIABLE}
    command = [sys.executable, "-c", CHILD, "postgresql"]
    with subprocess.Popen(
        command, cwd=client.ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout
        url, directory, keeper = run.stdout.readline().decode().split()
        assert version(url) == 18
        if end:
            run.send_signal(end)
        run.communicate()
    wait_until_gone(Path(directory), int(keeper))
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(url)


def run_suite(tmp_path: Path, name: str = "mariadb", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a small suite of its own, with the fixtures of this one and no plugins."""
    (tmp_path / "test_one.py").write_text(TEST_WITH_SERVER.format(name=name))
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n")
    (tmp_path / "pytest.ini").write_text(f"[pytest]\nmarkers = {name}\n")
    env = {name: value for name, value in os.environ.items() if name not in {client.VARIABLE, "CI"}}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", tmp_path / "pytest.ini", tmp_path],
        cwd=client.ROOT,
        env=env | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment,
        capture_output=True,
        text=True,
    )


def test_a_missing_server_skips_its_tests_loudly(tmp_path: Path) -> None:
    done = run_suite(tmp_path, SCHEMAGUARD_TEST_MARIADB_URL="off")
    assert done.returncode == 0, done.stdout
    assert "1 skipped" in done.stdout
    assert "NOT TESTED on mariadb: SCHEMAGUARD_TEST_MARIADB_URL is off. To get it: apt-get install" in done.stdout


def test_a_missing_server_fails_in_ci(tmp_path: Path) -> None:
    done = run_suite(tmp_path, SCHEMAGUARD_TEST_MARIADB_URL="off", CI="true")
    assert done.returncode == 1, done.stdout
    assert "1 error" in done.stdout
    assert "FAILED on mariadb: SCHEMAGUARD_TEST_MARIADB_URL is off" in done.stdout


def test_an_optional_server_that_is_missing_is_told_in_ci_too(tmp_path: Path) -> None:
    done = run_suite(tmp_path, "mysql", SCHEMAGUARD_TEST_MYSQL_URL="off", CI="true")
    assert done.returncode == 0, done.stdout
    assert "1 skipped" in done.stdout
    assert "NOT TESTED on mysql: SCHEMAGUARD_TEST_MYSQL_URL is off. To get it: install a mysqld" in done.stdout


def test_only_an_optional_server_leaves_the_coverage_as_it_is() -> None:
    assert [name for name, server in SERVERS.items() if server.optional] == ["mysql"]


def test_a_running_server_can_be_used_instead(tmp_path: Path, mariadb_server: DatabaseServer) -> None:
    done = run_suite(tmp_path, SCHEMAGUARD_TEST_MARIADB_URL=mariadb_server.url)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_a_server_that_does_not_start_shows_its_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with (
        pytest.raises(StartFailed, match="ended with 3: the disk is full"),
        launch(["sh", "-c", "echo the disk is full; exit 3"], log) as process,
    ):
        wait_until_ready(process, log, lambda: False)


def test_a_server_that_fails_to_start_does_not_stay_behind(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), launch(["sleep", "60"], tmp_path / "log") as process:
        raise ZeroDivisionError
    assert process.returncode == -signal.SIGKILL


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_postgresql_starts_without_user_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container that forbids them, whether or not nobody can read the directory of the wheel."""
    monkeypatch.setattr(postgres, "NAMESPACE", ("false",))
    with tempfile.TemporaryDirectory() as parent:
        directory = Path(parent) / "server"
        directory.mkdir()
        running = postgres.POSTGRESQL.start(directory)
        try:
            assert version(running.url) == 18
        finally:
            postgres.POSTGRESQL.stop(running.process)
