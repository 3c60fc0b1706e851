"""What somebody changes by hand in MySQL is found, and a clean database is silent."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from schemaguard.schema.document import to_text
from schemaguard.schema.reading import from_text
from tests.databases.mariadb_live import execute, name_of, read
from tests.drift import mariadb_changes
from tests.drift.harness import Injection, inject
from tests.drift.mysql_base import BASE, PROGRAMS, TABLES
from tests.drift.mysql_changes import CHANGES, JAVASCRIPT, MARIADB_ONLY, NEWER
from tests.drift.test_mariadb import assert_same
from tests.servers.client import DatabaseServer
from tests.servers.mariadb import connect
from tests.servers.mariadb import execute as ask

Execute = Callable[[str], None]


pytestmark = pytest.mark.usefixtures("own_connections")


@pytest.fixture(scope="module")
def base(mysql_server: DatabaseServer) -> Iterator[str]:
    with mysql_server.fresh() as url:
        execute(url, *BASE)
        yield url


@pytest.fixture(scope="module")
def session(base: str) -> Iterator[Execute]:
    """One session, so that what a change sets for it holds for its next statement."""
    with closing(connect(base)) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("SET NAMES utf8mb4")
        yield cursor.execute


@pytest.fixture(scope="module")
def newer(mysql_server: DatabaseServer) -> Iterator[str]:
    """With what is new in MySQL 9."""
    with mysql_server.fresh() as url:
        if version(url) < (9, 7):
            pytest.skip("MySQL before 9.7 has no materialized views")
        execute(url, *BASE, *JAVASCRIPT)
        yield url


def version(url: str) -> tuple[int, int]:
    ((text,),) = ask(url, "SELECT version()")
    major, minor, *_rest = text.split(".")
    return int(major), int(minor)


def test_there_are_many_changes() -> None:
    assert len(CHANGES) >= 140
    assert len({str(change) for change in CHANGES}) == len(CHANGES)
    assert {str(change) for change in mariadb_changes.CHANGES} >= MARIADB_ONLY


@pytest.mark.parametrize("injection", CHANGES, ids=str)
def test_change_is_found(injection: Injection, base: str, session: Execute) -> None:
    inject(injection, lambda: read(base), session)


@pytest.mark.parametrize("injection", NEWER, ids=str)
def test_change_of_what_is_new_is_found(injection: Injection, newer: str) -> None:
    inject(injection, lambda: read(newer), lambda statement: execute(newer, statement))


def test_clean_database_is_silent(base: str) -> None:
    first = read(base)
    assert first == read(base)
    assert first.gaps == ()
    assert first.migrations == (("shop", "0001_initial"),)
    text = to_text({"default": first})
    assert text == to_text({"default": read(base)})
    assert from_text(text, "x")["default"] == first


def test_order_of_creation_means_nothing(base: str, mysql_url: str) -> None:
    made = [statement for statement in TABLES if statement.startswith("CREATE TABLE")]
    keyless = [statement for statement in made if " keyless " in statement]
    rest = [statement for statement in TABLES if statement not in made and "sql_generate" not in statement]
    views = [statement for statement in PROGRAMS if "VIEW" in statement]
    programs = [statement for statement in PROGRAMS if statement not in views]
    tables = [statement for statement in reversed(made) if statement not in keyless]
    execute(mysql_url, *tables, *reversed(rest), *views, *reversed(programs))
    execute(mysql_url, "SET sql_generate_invisible_primary_key = ON", *keyless)
    assert_same(base, mysql_url)


def test_rows_and_counters_mean_nothing(base: str, mysql_url: str) -> None:
    execute(mysql_url, *BASE, "INSERT INTO shop_line VALUES (1, 1, 1), (2, 2, 2)")
    execute(mysql_url, "ALTER TABLE shop_order AUTO_INCREMENT = 500", "ANALYZE TABLE shop_line, shop_order")
    execute(mysql_url, "ANALYZE TABLE shop_line UPDATE HISTOGRAM ON amount", "FLUSH TABLES")
    assert_same(base, mysql_url)


def test_restored_dump_is_the_same(base: str, mysql_url: str) -> None:
    restore(dump(base), mysql_url)
    assert_same(base, mysql_url)


def test_restored_dump_of_what_is_new_is_the_same(newer: str, mysql_url: str) -> None:
    # The dump names the database of a library, so a copy would use that of the original.
    restore(dump(newer).replace(f"`{name_of(newer)}`.", ""), mysql_url)
    assert_same(newer, mysql_url)


def dump(url: str) -> str:
    """What mysqldump writes, but for the moment when an event was created."""
    text = client("mysqldump", url, "--no-data", "--routines", "--events", "--triggers", "--skip-comments")
    rows = client(
        "mysqldump", url, "--no-create-info", "--skip-triggers", "--skip-comments", tables=["django_migrations"]
    )
    return re.sub(r" STARTS '[^']*'", "", text) + rows


def restore(text: str, url: str) -> None:
    client("mysql", url, text=text)


def client(program: str, url: str, *options: str, tables: list[str] | None = None, text: str = "") -> str:
    """The output of a program of MySQL; MariaDB has others of the same name."""
    found = shutil.which(program, path=os.environ.get("PATH"))
    if found is None or "MariaDB" in subprocess.check_output([found, "--version"], text=True):
        pytest.skip(f"no {program} of MySQL here")
    parts = urlsplit(url)
    where = ["--protocol=tcp", f"--host={parts.hostname}", f"--port={parts.port}", f"--user={parts.username}"]
    where.append(f"--password={parts.password or ''}")
    done = subprocess.run(
        [found, "--no-defaults", *where, "--default-character-set=utf8mb4", *options, name_of(url), *(tables or ())],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
