"""Scratch databases on MySQL and MariaDB."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, closing
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error

from schemaguard.databases.base import Source
from schemaguard.databases.connections import wrapper
from schemaguard.databases.scratch_names import COMMENT, PREFIX, Server, entry, is_scratch, on_server

#: "Unknown database" (MySQL manual, "Server Error Message Reference", 1049).
_UNKNOWN = 1049


def scratch(source: Source) -> AbstractContextManager[dict[str, Any]]:
    """A new, empty database with the character set and collation of the source."""
    return on_server(source, _SERVER)


def exists(source: Source) -> bool:
    """Whether the server has the database."""
    return source.connection is not None or _instead(source.settings) is None


def _instead(settings: Mapping[str, Any]) -> dict[str, Any] | None:
    """No database at all, in place of one that the server does not have. It answers with its own defaults then."""
    try:
        with closing(wrapper(settings)) as connection:
            connection.ensure_connection()
    except Error as error:
        return entry(settings, "") if error.args and error.args[0] == _UNKNOWN else None
    return None


def _claim(connection: BaseDatabaseWrapper, name: str) -> None:
    """Locks of GET_LOCK belong to the whole server and to one session; an idle session must not be ended."""
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION wait_timeout = 2147483")
        cursor.execute("SELECT GET_LOCK(%s, 0)", [name])


def _sweep(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION lock_wait_timeout = 1")
        cursor.execute(
            "SELECT schema_name FROM information_schema.schemata WHERE LEFT(schema_name, %s) = %s",
            [len(PREFIX), PREFIX],
        )
        for (name,) in cursor.fetchall():
            if is_scratch(name):
                _remove(cursor, name)


def _remove(cursor: Any, name: str) -> None:
    """Drop a leftover, unless a process that lives has its lock, or somebody works in it."""
    cursor.execute("SELECT GET_LOCK(%s, 0)", [name])
    if cursor.fetchone()[0] != 1:
        return
    try:
        cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")
    except Error:
        # A session in it, or files of somebody else beside its tables. It is in nobody's way: each name is new.
        pass
    finally:
        cursor.execute("SELECT RELEASE_LOCK(%s)", [name])


def _create(connection: Any, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@character_set_database, @@collation_database")
        charset, collation = cursor.fetchone()
        # MySQL has no comments on databases; MariaDB has since 10.5.
        special = f"COMMENT '{COMMENT}'" if connection.mysql_is_mariadb else _encryption(cursor)
        cursor.execute(f"CREATE DATABASE `{name}` CHARACTER SET {charset} COLLATE {collation} {special}")


def _encryption(cursor: Any) -> str:
    """Whether MySQL encrypts new tables; a table holds it, so that others would differ."""
    cursor.execute(
        "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = DATABASE() AND default_encryption = 'YES'"
    )
    return "ENCRYPTION = 'Y'" if cursor.fetchone()[0] else "ENCRYPTION = 'N'"


def _prepare(connection: BaseDatabaseWrapper, made: dict[str, Any]) -> None:
    """Nothing: a database has no other defaults."""


def _drop(connection: BaseDatabaseWrapper, name: str) -> None:
    """An open transaction that a migration has left would make it wait, so sessions in it are ended first."""
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION lock_wait_timeout = 30")
        cursor.execute("SELECT id FROM information_schema.processlist WHERE db = %s", [name])
        for (session,) in cursor.fetchall():
            try:
                cursor.execute(f"KILL {int(session)}")
            except Error as error:
                # 1094: it has ended by itself in the meantime.
                if getattr(error, "args", (0,))[0] != 1094:
                    raise
        cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")


_SERVER = Server(_claim, _sweep, _create, _prepare, _drop, _instead)
