"""The session in which a database is read: nothing can be written, nothing takes for ever, nothing stays changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

from schemaguard.databases.base import Source, Wanted
from schemaguard.databases.mysql.catalogue import run
from schemaguard.exceptions import BadInput

#: "Query execution was interrupted, maximum statement execution time exceeded": MariaDB's number, and MySQL's.
_TOO_LONG = (1969, 3024)


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
            if error.args and error.args[0] in _TOO_LONG:
                why = f"a query took longer than {wanted.timeout:g} seconds. Allow more with --timeout."
                raise BadInput(f"{source.name} cannot be read: {why}") from error
            raise
        finally:
            if borrowed and connection.is_usable():
                if not inside:
                    cursor.execute("ROLLBACK")
                _set(cursor, before)


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
