"""Short ways to a live MariaDB database, for tests that read one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

import environ
from django.db.backends.base.base import BaseDatabaseWrapper

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.connections import wrapper
from schemaguard.databases.registry import database
from schemaguard.schema.objects import Table
from schemaguard.schema.snapshot import SchemaSnapshot
from tests.servers.mariadb import connect


def execute(url: str, *statements: str) -> None:
    """Run statements in one session."""
    with closing(connect(url)) as connection, closing(connection.cursor()) as cursor:
        for statement in statements:
            cursor.execute(statement)
        connection.commit()


def settings(url: str, changed: dict[str, Any] | None = None) -> dict[str, Any]:
    """The URL as an entry of DATABASES."""
    return {**environ.Env.db_url_config(url), **(changed or {})}


def read(url: str, timeout: float = 60, **changed: Any) -> SchemaSnapshot:
    """The database as schemaguard reads it, with other settings where some are given."""
    return database("mysql").introspect(Source("live", settings(url, changed)), Wanted(timeout))


@contextmanager
def connected(url: str) -> Iterator[BaseDatabaseWrapper]:
    """Django's connection to it."""
    connection = wrapper(settings(url))
    with closing(connection):
        connection.ensure_connection()
        yield connection


def read_through(connection: BaseDatabaseWrapper) -> SchemaSnapshot:
    """What is read through a connection that somebody else uses."""
    return database("mysql").introspect(Source("live", connection.settings_dict, connection), Wanted())


def only_table(snapshot: SchemaSnapshot) -> Table:
    """The table, where there is just one."""
    (found,) = snapshot.all("table")
    assert isinstance(found, Table)
    return found


def name_of(url: str) -> str:
    """The name of the database."""
    return urlsplit(url).path.strip("/")
