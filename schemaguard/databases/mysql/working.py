"""Ends what killed runs have left at work on MySQL and MariaDB.

A session whose client was killed goes on with its statement until that ends: copying a table may take hours. The lock
of the run is free by then, for it belongs to another session. So the session in which migrations run holds a lock of
its own, by which the next runner finds it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db.utils import Error, OperationalError

from schemaguard.databases.mysql.runner import key
from schemaguard.exceptions import BadInput

#: Seconds that a session has to end: what it did to a large table is undone first.
_PATIENCE = 120.0
_NO_SUCH_THREAD = 1094


@contextmanager
def working(connection: Any) -> Iterator[tuple[str, ...]]:
    """Mark the session of this connection, for who holds the lock of the database. Says in sentences what was ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DATABASE()")
        name = key(str(cursor.fetchone()[0]), "at work")
        ended = tuple(_alone(cursor, name))
    try:
        yield ended
    finally:
        with suppress(Error):
            if connection.connection is not None and not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT RELEASE_LOCK(%s)", [name])


def _alone(cursor: Any, name: str) -> Iterator[str]:
    deadline, told = time.monotonic() + _PATIENCE, set[int]()
    while True:
        cursor.execute("SELECT GET_LOCK(%s, 0)", [name])
        if cursor.fetchone()[0] == 1:
            return
        cursor.execute("SELECT IS_USED_LOCK(%s)", [name])
        number = cursor.fetchone()[0]
        if number is not None and number not in told:
            told.add(number)
            _end(cursor, number)
            yield f"Ended what a killed run had left at work: session {number}."
        if time.monotonic() > deadline:
            raise BadInput(
                f"A killed run is still at work, session {number}, and does not end. Wait for it, then try again."
            )
        time.sleep(0.1)


def _end(cursor: Any, number: int) -> None:
    try:
        cursor.execute("KILL %s", [number])
    except OperationalError as error:
        if error.args[0] != _NO_SUCH_THREAD:  # It has ended by itself.
            raise
