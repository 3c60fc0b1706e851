"""``schemaguard drift`` on servers: scratch databases come and go, and nothing else is touched."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from environ import Env

from schemaguard.databases.connections import wrapper
from tests.cli.drifting import BY_NAME, BY_NAME_MODEL, CITY, CITY_MODEL, drift, found, run, with_models
from tests.cli.places import migrated
from tests.projects import Project, migration
from tests.servers.base import with_database
from tests.servers.sql import SERVERS

pytestmark = pytest.mark.usefixtures("own_connections")

#: Says which database it runs on, and waits to be stopped.
WAITS = """\
import time
from pathlib import Path

def wait(apps, schema_editor):
    Path("runs-on.txt").write_text(str(schema_editor.connection.settings_dict["NAME"]))
    time.sleep(60 if Path("wait.txt").exists() else 0)
"""


def ask(url: str, *statements: str) -> list[Any]:
    """Run statements over a new connection; the rows of the last one."""
    with closing(wrapper(dict(Env.db_url_config(url)))) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def databases(url: str) -> set[str]:
    return {
        name for (name,) in ask(url, "SHOW DATABASES" if url.startswith("mysql") else "SELECT datname FROM pg_database")
    }


def shop_on(root: Path, url: str, *operations: str, models: str = "") -> Project:
    return with_models(migrated(root, *operations, default=url), models)


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_silent_and_exact(tmp_path: Path, url: str) -> None:
    project = shop_on(tmp_path, url, CITY, BY_NAME, models=CITY_MODEL + BY_NAME_MODEL)
    assert drift(project, code=0)["notes"] == []
    ask(url, "ALTER TABLE shop_customer ADD COLUMN oops integer", "CREATE INDEX oops ON shop_customer (id, name)")
    assert found(drift(project, code=1)) == [
        ("add_column", "shop_customer.oops", "live", None),
        ("add_index", "shop_customer.oops", "live", None),
    ]


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_records_that_are_wrong(tmp_path: Path, url: str) -> None:
    project = shop_on(tmp_path, url, CITY, BY_NAME, models=CITY_MODEL + BY_NAME_MODEL)
    ask(url, "DELETE FROM django_migrations WHERE name = '0003_step'", "ALTER TABLE shop_customer DROP COLUMN city")
    assert found(drift(project, code=1)) == [
        ("unmade_migration", "shop.0002_step", "recorder", None),
        ("unrecorded_migration", "shop.0003_step", "recorder", None),
        ("drop_column", "shop_customer.city", "recorder", "shop.0002_step"),
        ("add_index", "shop_customer.shop_by_name", "recorder", "shop.0003_step"),
    ]


#: What a migration could do to the live database, or to its whole server, and how to see that it did.
OUTSIDE = {
    "mysql": (["DELETE FROM `{name}`.shop_customer"], "SELECT count(*) - 1 FROM shop_customer", "it names a table of"),
    "postgres": (
        ["DO $$ BEGIN CREATE ROLE schemaguard_drifts; END $$"],
        "SELECT count(*) FROM pg_roles WHERE rolname = 'schemaguard_drifts'",
        "pg_authid of the whole server",
    ),
}


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_migrations_stay_inside_their_scratch_database(tmp_path: Path, url: str) -> None:
    name = url.rpartition("/")[2]
    statements, changed, words = OUTSIDE["mysql" if url.startswith("mysql") else "postgres"]
    project = shop_on(tmp_path, url)
    ask(url, "INSERT INTO shop_customer (name) VALUES ('Ada')")
    text = f"migrations.RunSQL({[statement.format(name=name) for statement in statements]!r}),"
    project.add_migration("shop", "0002_away", migration(text, after=[("shop", "0001_initial")]))
    assert project.manage("migrate", "--fake", "-v0").code == 0
    done = run(project)
    assert done.is_one_clear_line(), (done.out, done.err)
    assert "shop.0002_away" in done.err and words in done.err
    assert ask(url, changed) == [(0,)]


@pytest.fixture
def waiting(tmp_path: Path, url: str) -> Project:
    """A project with a migration that waits while it is tried."""
    project = shop_on(tmp_path, url)
    text = migration(
        "migrations.RunPython(wait, migrations.RunPython.noop),", after=[("shop", "0001_initial")], above=WAITS
    )
    project.add_migration("shop", "0002_wait", text)
    assert project.manage("migrate", "-v0").code == 0
    assert project.read("runs-on.txt") in url
    project.write("runs-on.txt", "")
    project.write("wait.txt", "")
    return project


def started(project: Project) -> tuple[subprocess.Popen[str], str]:
    """``drift`` in another process, which waits in a migration, and its scratch database."""
    environment = project.environment(XDG_CACHE_HOME=str(project.root / ".cache"))
    command = [sys.executable, "manage.py", "schemaguard", "drift"]
    process = subprocess.Popen(
        command, cwd=project.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not (name := project.read("runs-on.txt")):
        assert process.poll() is None, process.communicate()
        signal.sigtimedwait([], 0.05)
    return process, name


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_stopped_in_the_middle(waiting: Project, url: str, stop: signal.Signals, code: int) -> None:
    process, name = started(waiting)
    assert name in databases(url)
    process.send_signal(stop)
    out, err = process.communicate()
    assert process.returncode == code, err
    assert out == ""
    assert "Traceback" not in err
    assert name not in databases(url)


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_killed_in_the_middle_and_run_again_while_another_one_runs(waiting: Project, url: str) -> None:
    killed, leftover = started(waiting)
    killed.kill()
    killed.communicate()
    assert leftover in databases(url)
    waiting.write("runs-on.txt", "")
    living, in_use = started(waiting)
    try:
        (waiting.root / "wait.txt").unlink()
        assert drift(waiting, code=0)["equal"] is True
        there = databases(url)
        assert leftover not in there
        assert in_use in there
    finally:
        living.send_signal(signal.SIGINT)
        living.communicate()
    assert in_use not in databases(url)


@pytest.mark.postgresql
def test_an_extension_that_the_administrator_installed(tmp_path: Path, postgresql_url: str) -> None:
    ask(postgresql_url, "CREATE EXTENSION citext", "CREATE SCHEMA audit")
    sql = (
        'migrations.RunSQL("ALTER TABLE shop_customer ADD COLUMN mail citext", "ALTER TABLE shop_customer DROP mail"),'
    )
    project = shop_on(tmp_path, postgresql_url, sql)
    report = drift(project, "--no-models", code=0)
    assert report["notes"] == [
        "No migration makes it, but they need it: schema audit, extension citext of the live database."
    ]
    drift(project, code=0)


@pytest.mark.postgresql
def test_an_extension_that_nothing_needs_is_drift(tmp_path: Path, postgresql_url: str) -> None:
    project = shop_on(tmp_path, postgresql_url)
    ask(postgresql_url, "CREATE EXTENSION citext")
    assert found(drift(project, code=1)) == [("add_extension", "citext", "live", None)]


@pytest.mark.postgresql
def test_keys_that_an_older_django_made(tmp_path: Path, postgresql_url: str) -> None:
    project = shop_on(tmp_path, postgresql_url)
    ask(
        postgresql_url,
        "ALTER TABLE shop_customer ALTER id DROP IDENTITY",
        "CREATE SEQUENCE shop_customer_id_seq OWNED BY shop_customer.id",
        "ALTER TABLE shop_customer ALTER id SET DEFAULT nextval('shop_customer_id_seq')",
        "ALTER TABLE django_migrations ALTER id DROP IDENTITY, ALTER id TYPE integer",
        "CREATE SEQUENCE django_migrations_id_seq AS integer OWNED BY django_migrations.id",
        "ALTER TABLE django_migrations ALTER id SET DEFAULT nextval('django_migrations_id_seq')",
    )
    report = drift(project, code=0)
    assert [note for note in report["notes"] if "shop_customer.id" in note and "before 4.1" in note]


@pytest.mark.postgresql
def test_tables_in_a_schema_of_their_own(tmp_path: Path, postgresql_url: str) -> None:
    name = postgresql_url.rpartition("/")[2]
    ask(postgresql_url, "CREATE SCHEMA shop", f'ALTER DATABASE "{name}" SET search_path = shop, public')
    project = shop_on(tmp_path, postgresql_url)
    assert drift(project, code=0)["notes"] == []
    ask(postgresql_url, "CREATE TABLE public.oops (id int)")
    assert found(drift(project, code=1)) == [("add_table", "public.oops", "live", None)]


@pytest.mark.postgresql
def test_where_scratch_databases_are_made(tmp_path: Path, postgresql_url: str, postgresql15_url: str) -> None:
    ask(postgresql_url, "DROP ROLE IF EXISTS drift_reader", "CREATE ROLE drift_reader LOGIN PASSWORD 'secret-pw'")
    project = shop_on(tmp_path, postgresql_url)
    ask(postgresql_url, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO drift_reader")
    project.settings('DATABASES["default"] |= {"USER": "drift_reader", "PASSWORD": "secret-pw"}')
    done = run(project)
    assert done.is_one_clear_line(), done.err
    assert "SCHEMAGUARD['SCRATCH']" in done.err
    assert "secret-pw" not in done.err
    project.settings(f"SCHEMAGUARD['SCRATCH'] = {postgresql15_url!r}")
    assert drift(project, code=0)["equal"] is True


@pytest.mark.postgresql
def test_without_the_right_to_read_what_is_applied(tmp_path: Path, postgresql_url: str) -> None:
    ask(postgresql_url, "DROP ROLE IF EXISTS drift_blind", "CREATE ROLE drift_blind LOGIN")
    project = shop_on(tmp_path, postgresql_url)
    project.settings('DATABASES["default"] |= {"USER": "drift_blind"}')
    done = run(project)
    assert done.is_one_clear_line(), done.err
    assert "Which migrations 'default' has applied cannot be told" in done.err
    assert "Grant SELECT" in done.err


@pytest.mark.postgresql
@pytest.mark.mariadb
def test_two_kinds_of_database_side_by_side(tmp_path: Path, postgresql_url: str, mariadb_url: str) -> None:
    project = migrated(tmp_path, CITY, default=postgresql_url, other=mariadb_url)
    with_models(project, CITY_MODEL)
    assert drift(project, code=0)["notes"] == []
    ask(mariadb_url, "ALTER TABLE shop_customer DROP COLUMN city")
    report = drift(project, code=1)
    assert {item["database"] for item in report["changes"]} == {"other"}


@pytest.mark.postgresql
def test_a_database_by_its_url(tmp_path: Path, postgresql_url: str) -> None:
    project = shop_on(tmp_path, postgresql_url)
    copy = f"{postgresql_url.rpartition('/')[2]}_copy"
    ask(with_database(postgresql_url, "postgres"), f'CREATE DATABASE "{copy}" TEMPLATE "{copy[:-5]}"')
    try:
        there = with_database(postgresql_url, copy)
        ask(there, "CREATE TABLE oops (id int)")
        assert found(drift(project, there, code=1)) == [("add_table", "oops", "live", None)]
        drift(project, code=0)
    finally:
        ask(postgresql_url, f'DROP DATABASE "{copy}" WITH (FORCE)')


@pytest.mark.mariadb
def test_models_that_the_database_cannot_make_in_full(tmp_path: Path, mariadb_url: str) -> None:
    """Django leaves unique constraints with a condition out on MariaDB."""
    named = "models.UniqueConstraint(fields=['name'], condition=models.Q(name='x'), name='shop_x')"
    project = shop_on(tmp_path, mariadb_url, f'migrations.AddConstraint("customer", {named}),')
    with_models(project, f"\n    class Meta:\n        constraints = [{named}]\n")
    assert drift(project, "--models", code=0)["notes"] == []
