"""The session in which a database is read: nothing can be written, nothing takes for ever, nothing stays changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Timer
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.connections import wrapper
from schemaguard.databases.mysql.catalogue import run
from schemaguard.exceptions import BadInput

#: "Query execution was interrupted, maximum statement execution time exceeded": MariaDB's number, and MySQL's; and
#: "Query execution was interrupted", by KILL QUERY.
TOO_LONG = (1969, 3024, 1317)
#: For rows that are copied as they are: no keys are counted on, no rows refused.
AS_IS = {"foreign_key_checks": 0, "unique_checks": 0, "sql_mode": "NO_AUTO_VALUE_ON_ZERO"}


@contextmanager
def reading(connection: BaseDatabaseWrapper, source: Source, wanted: Wanted) -> Iterator[Any]:
    """A cursor in a read-only transaction; inside one that is open already, only the limit is set."""
    borrowed = source.connection is not None
    inside = not connection.get_autocommit()
    with connection.cursor() as cursor:
        before = _set(cursor, _limits(connection, wanted))
        try:
            if not inside:
                cursor.execute("START TRANSACTION READ ONLY")
            yield cursor
        except OperationalError as error:
            if error.args and error.args[0] in TOO_LONG:
                why = f"a query took longer than {wanted.timeout:g} seconds. Allow more with --timeout."
                raise BadInput(f"{source.name} cannot be read: {why}") from error
            raise
        finally:
            if borrowed and connection.is_usable():
                if not inside:
                    cursor.execute("ROLLBACK")
                _set(cursor, before)


@contextmanager
def variables(cursor: Any, wanted: dict[str, Any]) -> Iterator[None]:
    """Variables of the session, changed for a while."""
    before = _set(cursor, wanted)
    try:
        yield
    finally:
        _set(cursor, before)


@contextmanager
def limited(connection: Any, cursor: Any, timeout: float) -> Iterator[None]:
    """Statements that write what they read elsewhere: they lock nothing there, and each may take some seconds.

    Without READ COMMITTED, INSERT … SELECT locks the rows that it reads (MySQL manual, "Locks Set by Different SQL
    Statements in InnoDB"). MySQL limits SELECT only, so there somebody else ends what takes too long.
    """
    isolation = "tx_isolation" if connection.mysql_is_mariadb else "transaction_isolation"
    wanted: dict[str, Any] = {isolation: "READ-COMMITTED"}
    if connection.mysql_is_mariadb:
        with variables(cursor, {**wanted, "max_statement_time": max(0.001, timeout)}):
            yield
        return
    with variables(cursor, wanted), connection.execute_wrapper(_Guard(connection, timeout)):
        yield


class _Guard:
    """Ends a statement that takes too long, from another session."""

    def __init__(self, connection: Any, timeout: float) -> None:
        self._settings, self._timeout = connection.settings_dict, timeout
        self._session = connection.connection.thread_id()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        timer = Timer(self._timeout, self._end)
        timer.daemon = True
        timer.start()
        try:
            return execute(sql, params, many, context)
        finally:
            timer.cancel()

    def _end(self) -> None:
        other = wrapper(self._settings, "schemaguard_guard")
        with closing(other), other.cursor() as cursor:
            cursor.execute(f"KILL QUERY {int(self._session)}")


def _limits(connection: Any, wanted: Wanted) -> dict[str, Any]:
    """MariaDB counts seconds for every statement, MySQL milliseconds for SELECT.

    Some modes change how the server spells expressions and names, so none is on. MySQL can hide the primary keys
    that it has made itself.
    """
    if connection.mysql_is_mariadb:
        special: dict[str, Any] = {"max_statement_time": max(0.001, wanted.timeout)}
    else:
        special = {
            "max_execution_time": max(1, round(wanted.timeout * 1000)),
            "show_gipk_in_create_table_and_information_schema": 1,
        }
    return {**special, "sql_mode": "", "sql_quote_show_create": 1}


def _set(cursor: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """Set variables of the session, and give what they were."""
    ((*values,),) = run(cursor, "SELECT " + ", ".join(f"@@SESSION.{name}" for name in wanted))
    cursor.execute("SET " + ", ".join(f"SESSION {name} = %s" for name in wanted), list(wanted.values()))
    return dict(zip(wanted, values, strict=True))
