"""How a live database is read: in one transaction that cannot write, and never in the way of a migration."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error

from schemaguard.databases.base import Wanted
from schemaguard.databases.postgresql.catalogue import query
from schemaguard.exceptions import BadInput

Result = TypeVar("Result")

# Codes of errors: PostgreSQL manual, "PostgreSQL Error Codes".
_CANCELLED = "57014"
_LOCKED = frozenset({"55P03", "40P01"})
#: What pg_get_viewdef and its like say of something that was dropped after the catalogue was read.
_GONE = frozenset({"XX000", "42P01", "42703", "42704", "42883"})

#: Below deadlock_timeout (1 s): definitions take locks, and whoever waits for us and for whom we wait must not be the
#: one that the server ends. We let go first, and read again.
_LOCK_TIMEOUT = "200ms"
_MOST_ATTEMPTS = 10
_PAUSE = 0.1


def read(connection: BaseDatabaseWrapper, name: str, wanted: Wanted, reader: Callable[[Any], Result]) -> Result:
    """What the reader makes of a cursor. Tried again while others change the schema. Raises BadInput with one line."""
    deadline = time.monotonic() + wanted.timeout
    attempts = 0
    while True:
        attempts += 1
        try:
            with transaction(connection, wanted) as cursor:
                return reader(cursor)
        except Error as error:
            code = getattr(error.__cause__, "sqlstate", None) or getattr(error.__cause__, "pgcode", "")
            if code == _CANCELLED:
                text = f"{name} took longer than {wanted.timeout:g} s to answer. Allow more with --timeout."
                raise BadInput(text) from error
            if code not in _LOCKED | _GONE or (code in _GONE and attempts == _MOST_ATTEMPTS):
                raise
            if time.monotonic() > deadline:
                text = f"The schema of {name} is being changed, and was locked for {wanted.timeout:g} s."
                raise BadInput(f"{text} Try again after the migration, or allow more with --timeout.") from error
        time.sleep(_PAUSE)


@contextmanager
def transaction(connection: BaseDatabaseWrapper, wanted: Wanted) -> Iterator[Any]:
    """A cursor in a transaction that is taken back at the end, with the session's settings of that time."""
    inside = not connection.get_autocommit()
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT schemaguard" if inside else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            milliseconds = max(1, round(wanted.timeout * 1000))
            cursor.execute(query("session"), {"timeout": str(milliseconds), "lock_timeout": _LOCK_TIMEOUT})
            yield cursor
        finally:
            if connection.connection is not None and not connection.connection.closed:
                cursor.execute("ROLLBACK TO SAVEPOINT schemaguard" if inside else "ROLLBACK")
