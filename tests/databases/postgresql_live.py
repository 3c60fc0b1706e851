"""Short ways to a live PostgreSQL database, for tests that read one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import environ
import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.connections import wrapper
from schemaguard.databases.registry import database
from schemaguard.schema.snapshot import SchemaSnapshot


def execute(url: str, *statements: str) -> None:
    """Run statements, each on its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def settings(url: str, **changed: Any) -> dict[str, Any]:
    """The URL as an entry of DATABASES."""
    return {**environ.Env.db_url_config(url), **changed}


def read(url: str, timeout: float = 60, **changed: Any) -> SchemaSnapshot:
    """The database as schemaguard reads it, with other settings where some are given."""
    return database("postgresql").introspect(Source("live", settings(url, **changed)), Wanted(timeout))


@contextmanager
def connected(url: str) -> Iterator[BaseDatabaseWrapper]:
    """Django's connection to it."""
    connection = wrapper(settings(url))
    try:
        connection.ensure_connection()
        yield connection
    finally:
        connection.close()


def read_through(connection: BaseDatabaseWrapper) -> SchemaSnapshot:
    """What is read through a connection that somebody else uses."""
    return database("postgresql").introspect(Source("live", {}, connection), Wanted())


def tables(snapshot: SchemaSnapshot) -> list[str]:
    """The full names of all tables, in the order of the snapshot."""
    return [f"{table.schema}.{table.name}" if table.schema else table.name for table in snapshot.all("table")]


def quoted(name: str) -> str:
    """A name as it stands in SQL."""
    return '"' + name.replace('"', '""') + '"'
