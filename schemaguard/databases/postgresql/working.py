"""Ends what killed runs have left at work on PostgreSQL.

A session whose client was killed goes on with its statement until that ends: a concurrent build may take hours. The
lock of the run is free by then, for it belongs to another session. So the session in which migrations run holds a lock
of its own, by which the next runner finds it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db.utils import Error

from schemaguard.databases.postgresql.runner import number
from schemaguard.exceptions import BadInput

#: Seconds that a session has to end. Rolling back is quick on PostgreSQL, whatever was done.
_PATIENCE = 30.0
_HOLDERS = (
    "SELECT l.pid, a.usename FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted"
    " AND l.classid::bigint::bit(32)::int = %s AND l.objid::bigint::bit(32)::int = %s"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@contextmanager
def working(connection: Any) -> Iterator[tuple[str, ...]]:
    """Mark the session of this connection, for who holds the lock of the database. Says in sentences what was ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_schema(), current_setting('search_path'))")
        key = number("schemaguard at work"), number(cursor.fetchone()[0])
        ended = tuple(_alone(cursor, key))
    try:
        yield ended
    finally:
        with suppress(Error):
            if connection.connection is not None and not connection.in_atomic_block:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def _alone(cursor: Any, key: tuple[int, int]) -> Iterator[str]:
    deadline, told = time.monotonic() + _PATIENCE, set[int]()
    while True:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        if cursor.fetchone()[0]:
            return
        cursor.execute(_HOLDERS, key)
        for pid, user in cursor.fetchall():
            if pid not in told:
                told.add(pid)
                cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
                yield f"Ended what a killed run had left at work: pid {pid}{f' of {user}' if user else ''}."
        if time.monotonic() > deadline:
            pids = ", ".join(map(str, sorted(told)))
            raise BadInput(f"A killed run is still at work, pid {pids}, and does not end. Wait for it, then try again.")
        time.sleep(0.1)
