"""Scratch databases: made like the source, gone afterwards whatever happens, and never anybody else's."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import Error, ProgrammingError
from environ import Env

import schemaguard
from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.connections import wrapper
from schemaguard.databases.registry import database, vendor_of
from schemaguard.databases.scratch_names import COMMENT, entry, is_scratch, new_name
from schemaguard.exceptions import BadInput
from schemaguard.schema.objects import Extension, Schema
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.servers.base import with_database
from tests.servers.sql import SERVERS
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("own_connections")

#: Makes a scratch database, says its name, and waits to be stopped.
HOLDER = """\
import sys, time
from environ import Env
from schemaguard.databases.base import Source
from schemaguard.databases.registry import database, vendor_of
settings = dict(Env.db_url_config(sys.argv[1]))
with database(vendor_of(settings)).scratch(Source("held", settings)) as made:
    print(made["NAME"], flush=True)
    time.sleep(60)
"""


def source(url: str) -> Source:
    return Source("live", dict(Env.db_url_config(url)))


def scratch(url: str) -> Any:
    live = source(url)
    return database(vendor_of(live.settings)).scratch(live)


def ask(settings: dict[str, Any], sql: str) -> list[Any]:
    """What a statement gives, over a new connection."""
    with closing(wrapper(settings)) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


def databases(url: str) -> set[str]:
    is_mysql = url.startswith("mysql")
    sql = "SHOW DATABASES" if is_mysql else "SELECT datname FROM pg_database"
    return {name for (name,) in ask(dict(source(url).settings), sql)}


@contextmanager
def holder(url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process with a scratch database, and its name."""
    environment = {**os.environ, "PYTHONPATH": str(Path(schemaguard.__file__).parents[1])}
    command = [sys.executable, "-c", HOLDER, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_it_is_empty_and_gone_afterwards(url: str) -> None:
    with scratch(url) as made:
        assert is_scratch(made["NAME"])
        assert made["NAME"] in databases(url)
        ask(made, "CREATE TABLE thing (id integer)")
        assert ask(made, "SELECT * FROM thing") == []
        with pytest.raises(ProgrammingError):
            ask(dict(source(url).settings), "SELECT * FROM thing")
    assert made["NAME"] not in databases(url)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_it_is_gone_after_an_error(url: str, error: type[BaseException]) -> None:
    with pytest.raises(error), scratch(url) as made:
        raise error
    assert made["NAME"] not in databases(url)


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_connections_that_are_left_open_do_not_keep_it(url: str) -> None:
    with scratch(url) as made:
        ask(made, "CREATE TABLE thing (id integer)")
        left = wrapper({**made, "AUTOCOMMIT": False})
        with left.cursor() as cursor:
            cursor.execute("SELECT * FROM thing")
    assert made["NAME"] not in databases(url)
    with suppress(Error):  # The server has ended it.
        left.close()


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_the_next_run_drops_what_a_killed_process_left(url: str) -> None:
    with holder(url) as (process, name):
        with scratch(url):
            assert name in databases(url), "its owner lives"
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert name in databases(url)
        until(lambda: not sessions(url, name))
        with scratch(url):
            assert name not in databases(url)


def sessions(url: str, name: str) -> list[Any]:
    """The server notices a moment later that a client is gone."""
    if url.startswith("mysql"):
        return ask(dict(source(url).settings), f"SELECT 1 FROM DUAL WHERE NOT IS_FREE_LOCK('{name}')")
    sql = "SELECT 1 FROM pg_locks l JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND l.objsubid = 2"
    return ask(dict(source(url).settings), sql)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_a_process_that_is_stopped_drops_it(url: str, stop: signal.Signals) -> None:
    with holder(url) as (process, name):
        process.send_signal(stop)
        process.wait()
        assert name not in databases(url)


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_names_that_only_look_alike_are_left_alone(url: str) -> None:
    alike = ["schemaguard_scratch_1", "schemaguard_scratch_0123456789abcdeg", "my_schemaguard_scratch_0123456789abcdef"]
    quote = "`" if url.startswith("mysql") else '"'
    settings = dict(source(url).settings)
    for name in alike:
        ask(settings, f"CREATE DATABASE {quote}{name}{quote}")
    try:
        with scratch(url):
            assert set(alike) <= databases(url)
    finally:
        for name in alike:
            ask(settings, f"DROP DATABASE {quote}{name}{quote}")


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_a_leftover_that_cannot_be_dropped_is_in_nobodys_way(url: str) -> None:
    leftover = new_name()
    settings = dict(source(url).settings)
    ask(settings, f"CREATE DATABASE {leftover}")
    inside = {**settings, "NAME": leftover}
    try:
        ask(inside, "CREATE TABLE used (id integer)")
        with closing(wrapper(inside)) as connection, connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT * FROM used")
            with scratch(url):
                assert leftover in databases(url)
        with scratch(url):
            assert leftover not in databases(url)
    finally:
        ask(settings, f"DROP DATABASE IF EXISTS {leftover}")


@pytest.mark.parametrize("url", ["postgresql", "postgresql15"], indirect=True)
@pytest.mark.postgresql
def test_a_database_with_somebodys_comment_is_left_alone(url: str) -> None:
    mine, settings = new_name(), dict(source(url).settings)
    ask(settings, f'CREATE DATABASE "{mine}"')
    ask(settings, f"COMMENT ON DATABASE \"{mine}\" IS 'important'")
    with scratch(url):
        assert mine in databases(url)
    ask(settings, f"COMMENT ON DATABASE \"{mine}\" IS '{COMMENT}'")
    with scratch(url):
        assert mine not in databases(url)


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_without_the_right_to_create_one_it_says_what_to_set(url: str) -> None:
    settings = dict(source(url).settings)
    if url.startswith("mysql"):
        ask(settings, "DROP USER IF EXISTS reader@'%'")
        ask(settings, "CREATE USER reader@'%' IDENTIFIED BY 'secret-pw'")
        ask(settings, f"GRANT SELECT ON `{settings['NAME']}`.* TO reader@'%'")
    else:
        ask(settings, "DROP ROLE IF EXISTS scratch_reader")
        ask(settings, "CREATE ROLE scratch_reader LOGIN PASSWORD 'secret-pw'")
    user = "reader" if url.startswith("mysql") else "scratch_reader"
    limited = Source("live", {**settings, "USER": user, "PASSWORD": "secret-pw"})
    making = database(vendor_of(settings)).scratch(limited)
    with pytest.raises(BadInput, match=r"SCHEMAGUARD\['SCRATCH'\]") as caught, making:
        pass
    assert "secret-pw" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_a_server_that_is_not_there(url: str) -> None:
    gone = Source("live", {**source(url).settings, "PORT": "1"})
    with pytest.raises(BadInput, match="live cannot be reached"), database(vendor_of(gone.settings)).scratch(gone):
        pass


#: The wheel of 18 is built without ICU, and 15 has no built-in provider.
LOCALES = [
    ("postgresql", "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"),
    ("postgresql15", "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"),
    ("postgresql", "ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'"),
    ("postgresql15", "ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' LC_COLLATE 'C' LC_CTYPE 'C'"),
]
LOCALE = (
    "SELECT to_jsonb(d) - '{oid,datname,datdba,datfrozenxid,datminmxid,dattablespace,datlastsysoid,datcollversion}'"
    "::text[] FROM pg_database d WHERE datname = current_database()"
)


@pytest.mark.parametrize(("url", "locale"), LOCALES, indirect=["url"])
@pytest.mark.postgresql
def test_postgresql_copies_encoding_and_locale(url: str, locale: str) -> None:
    settings = dict(source(url).settings)
    name = f"{settings['NAME']}_locale"
    ask(settings, f'CREATE DATABASE "{name}" TEMPLATE template0 {locale}')
    try:
        with scratch(with_database(url, name)) as made:
            assert ask(made, LOCALE) == ask({**settings, "NAME": name}, LOCALE)
    finally:
        ask(settings, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.parametrize("url", ["postgresql", "postgresql15"], indirect=True)
@pytest.mark.postgresql
def test_postgresql_copies_the_search_path_and_its_schemas(url: str) -> None:
    settings = dict(source(url).settings)
    ask(settings, """CREATE SCHEMA "it's an App" """)
    ask(settings, f"""ALTER DATABASE "{settings["NAME"]}" SET search_path = "it's an App", public""")
    ask(settings, f"ALTER DATABASE \"{settings['NAME']}\" SET work_mem = '5MB'")
    with scratch(url) as made:
        assert ask(made, "SELECT current_schemas(false)") == [(["it's an App", "public"],)]
        assert ask(made, "SHOW work_mem") == [("5MB",)]
        ask(made, "CREATE TABLE thing (id int)")
        assert ask(made, "SELECT schemaname FROM pg_tables WHERE tablename = 'thing'") == [("it's an App",)]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.postgresql
def test_postgresql_search_path_of_the_settings(url: str) -> None:
    settings = {**source(url).settings, "OPTIONS": {"options": "-c search_path=shop"}}
    ask(settings, "CREATE SCHEMA shop")
    with database("postgresql").scratch(Source("live", settings)) as made:
        assert ask(made, "SELECT current_schema()") == [("shop",)]


@pytest.mark.parametrize("url", SERVERS[-2:], indirect=True)
def test_mariadb_and_mysql_copy_character_set_and_collation(url: str) -> None:
    settings = dict(source(url).settings)
    ask(settings, f"ALTER DATABASE `{settings['NAME']}` CHARACTER SET latin1 COLLATE latin1_swedish_ci")
    with scratch(url) as made:
        assert ask(made, "SELECT @@character_set_database, @@collation_database") == [("latin1", "latin1_swedish_ci")]


@pytest.mark.parametrize("url", ["mysql"], indirect=True)
@pytest.mark.mysql
def test_mysql_copies_whether_new_tables_are_encrypted(url: str) -> None:
    settings = dict(source(url).settings)
    asked = "SELECT default_encryption FROM information_schema.schemata WHERE schema_name = DATABASE()"
    for letter, word in (("Y", "YES"), ("N", "NO")):
        ask(settings, f"ALTER DATABASE `{settings['NAME']}` ENCRYPTION = '{letter}'")
        with scratch(url) as made:
            assert ask(made, asked) == [(word,)]


@pytest.mark.postgresql
def test_postgresql_is_given_what_the_other_side_has(postgresql_url: str) -> None:
    like = SchemaSnapshot.of("postgresql", [Schema("audit"), Extension("citext", "1.6"), Extension("plpgsql")])
    with scratch(postgresql_url) as made:
        there = Source("scratch", made)
        assert database("postgresql").provide(there, like) == ("schema audit", "extension citext")
        assert database("postgresql").provide(there, like) == ()
        unknown = SchemaSnapshot.of("postgresql", [Extension("no_such_thing")])
        with pytest.raises(BadInput, match="Migrations need the extension no_such_thing"):
            database("postgresql").provide(there, unknown)


def test_sqlite_is_in_memory_and_survives_closed_connections(tmp_path: Path) -> None:
    live = Source("live", {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "live.sqlite3")})
    with database("sqlite").scratch(live) as made, database("sqlite").scratch(live) as other:
        assert made["NAME"] != other["NAME"]
        for statement in ("CREATE TABLE thing (id integer)", "INSERT INTO thing VALUES (1)"):
            in_memory(made, statement)
        assert in_memory(made, "SELECT id FROM thing") == [(1,)]
        assert in_memory(other, "SELECT name FROM sqlite_master") == []
        assert list(tmp_path.iterdir()) == []
    assert in_memory(made, "SELECT name FROM sqlite_master") == []


def in_memory(settings: dict[str, Any], sql: str) -> list[Any]:
    with closing(sqlite3.connect(settings["NAME"], uri=True)) as connection:
        rows = connection.execute(sql).fetchall()
        connection.commit()
        return rows


def test_an_entry_has_no_pool_and_no_lasting_connections() -> None:
    settings = {"ENGINE": "x", "NAME": "live", "OPTIONS": {"pool": True, "sslmode": "prefer"}, "CONN_MAX_AGE": 60}
    made = entry(settings, "other")
    assert made["NAME"] == "other"
    assert made["OPTIONS"] == {"sslmode": "prefer"}
    assert made["CONN_MAX_AGE"] == 0
    assert settings["OPTIONS"] == {"pool": True, "sslmode": "prefer"}


def test_names() -> None:
    assert is_scratch(new_name())
    assert new_name() != new_name()
    assert not is_scratch(f"{new_name()}\n")
    assert Wanted().timeout
