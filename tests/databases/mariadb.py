"""Asks a MariaDB server whether it can read SQL."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import MySQLdb

_SYNTAX_ERROR = 1064


def refused(url: str, texts: Iterable[str]) -> list[str]:
    """The statements in whose grammar the server finds an error. PREPARE reads a statement and does not run it."""
    parts = urlsplit(url)
    connection = MySQLdb.connect(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or 3306,
        user=parts.username or "root",
        password=parts.password or "",
        database=parts.path.strip("/"),
    )
    with connection, connection.cursor() as cursor:
        return [sql for sql in texts if _is_refused(cursor, sql)]


def _is_refused(cursor: MySQLdb.cursors.Cursor, sql: str) -> bool:
    try:
        cursor.execute("PREPARE wanted FROM %s", (sql.replace("%s", "?").replace("%%", "%"),))
    except MySQLdb.Error as error:
        return bool(error.args[0] == _SYNTAX_ERROR)
    return False
