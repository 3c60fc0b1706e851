"""By which algorithm and with which lock MariaDB is ready to change a table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import product
from typing import Any

import MySQLdb

from tests.servers.client import DatabaseServer
from tests.servers.mariadb import connect

ALGORITHMS = ("instant", "nocopy", "inplace", "copy")
LOCKS = ("none", "shared", "exclusive")
#: ER_ALTER_OPERATION_NOT_SUPPORTED, with a reason or without.
NOT_SO = {1845, 1846}
STRICT = "SET sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'"


@contextmanager
def database(server: DatabaseServer) -> Iterator[Any]:
    """A connection to an empty database, in strict mode."""
    with server.fresh() as url, closing(connect(url)) as connection:
        connection.autocommit(True)
        run(connection, STRICT)
        yield connection


def run(connection: Any, sql: str) -> tuple[tuple[Any, ...], ...]:
    """One statement and its rows."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(sql)
        rows: tuple[tuple[Any, ...], ...] = cursor.fetchall()
    return rows


def recreate(connection: Any, tables: str) -> None:
    """Drop all tables and make those of a script."""
    run(connection, "SET foreign_key_checks = 0")
    for (name,) in run(connection, "SHOW TABLES"):
        run(connection, f"DROP TABLE `{name}`")
    run(connection, "SET foreign_key_checks = 1")
    for statement in filter(str.strip, tables.split(";")):
        run(connection, statement)


def accepts(connection: Any, sql: str) -> bool:
    """Run a statement unless its clauses ask too much."""
    try:
        run(connection, sql)
    except MySQLdb.Error as error:
        if error.args[0] in NOT_SO:
            return False
        raise
    return True


def cheapest(connection: Any, sql: str) -> tuple[str, str]:
    """The first algorithm, and with it the weakest lock, that the server accepts. The statement is then done."""
    separator = ", " if sql.startswith("ALTER") else " "
    for algorithm, lock in product(ALGORITHMS, LOCKS):
        if accepts(connection, f"{sql}{separator}ALGORITHM={algorithm}{separator}LOCK={lock}"):
            return algorithm, lock
    raise AssertionError(f"{sql} is not accepted in any way")
