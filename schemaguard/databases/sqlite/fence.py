"""Keeps SQLite connections reading, or inside their database.

SQLite asks an authorizer about everything that a statement would do, when it prepares the statement (sqlite.org,
"Compile-Time Authorization Callbacks").
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, NoReturn

from schemaguard.databases.base import Source
from schemaguard.databases.fence import Told
from schemaguard.databases.sqlite.reading import address
from schemaguard.exceptions import BadInput

#: What reading needs. A file that is opened for reading cannot be written to by any pragma.
_READING = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
    | {sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT, sqlite3.SQLITE_PRAGMA}
)
_TEMPORARY = "temp"
#: Databases without a file. VACUUM attaches the first.
_WITHOUT_FILE = frozenset({"", ":memory:"})


def read_only(connection: Any, refuse: Callable[[], NoReturn]) -> None:
    """The file is opened for reading, and no other one is attached. Without a file there is nothing to open."""
    opened = connection.get_new_connection

    def open_reading(parameters: dict[str, Any]) -> Any:
        try:
            place = address(Source(connection.alias, connection.settings_dict))
        except BadInput:
            refuse()
        raw = opened({**parameters, "database": place, "uri": True})
        raw.execute("PRAGMA query_only = ON")
        raw.set_authorizer(lambda *asked: _reads(refuse, *asked))
        return raw

    connection.get_new_connection = open_reading


def _reads(
    refuse: Callable[[], NoReturn], action: int, first: str | None, second: str | None, *more: str | None
) -> int:
    switched = action == sqlite3.SQLITE_PRAGMA and first == "query_only" and second is not None
    if (action in _READING and not switched) or _TEMPORARY in more[:1]:
        return sqlite3.SQLITE_OK
    try:
        refuse()
    except Exception:  # noqa: BLE001 - it has told; SQLite makes an error of its own
        return sqlite3.SQLITE_DENY


def fence(connection: Any, told: Told) -> None:
    """No file is attached."""
    opened = connection.get_new_connection

    def open_inside(parameters: dict[str, Any]) -> Any:
        raw = opened(parameters)
        connection.told_of_outside = told
        raw.set_authorizer(lambda action, first, *more: answer(connection, action, first))
        return raw

    connection.get_new_connection = open_inside


def answer(connection: Any, action: int, first: str | None) -> int:
    """What an authorizer says to an action that may reach another file. The connection knows whom to tell."""
    if action != sqlite3.SQLITE_ATTACH or first in _WITHOUT_FILE:
        return sqlite3.SQLITE_OK
    told: Told | None = getattr(connection, "told_of_outside", None)
    if told is None:
        return sqlite3.SQLITE_OK
    told(f"it opens the file {first or 'of another database'}")
    return sqlite3.SQLITE_DENY
