"""Asks a PostgreSQL server whether it can read SQL."""

from __future__ import annotations

from collections.abc import Iterable

import psycopg

_SYNTAX_ERROR = b"42601"


def refused(url: str, texts: Iterable[str]) -> list[str]:
    """The statements in whose grammar the server finds an error. Preparing reads a statement and does not run it."""
    with psycopg.connect(url, autocommit=True) as connection:
        return [sql for sql in texts if _is_refused(connection, sql)]


def _is_refused(connection: psycopg.Connection, sql: str) -> bool:
    result = connection.pgconn.prepare(b"", sql.encode())
    return result.error_field(psycopg.pq.DiagnosticField.SQLSTATE) == _SYNTAX_ERROR
