"""Which tables the statements of a connection may have written to.

SQLite asks an authorizer about every table that a statement writes to, when it prepares the statement: about those of
triggers and of foreign keys' actions as well (sqlite.org, "Compile-Time Authorization Callbacks"). A new authorizer
makes it prepare all statements again, those that Python keeps for later included.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from schemaguard.databases.sqlite.normalize import folded

_WRITING = frozenset(
    {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_DROP_TABLE}
    | {sqlite3.SQLITE_CREATE_TABLE, sqlite3.SQLITE_CREATE_VTABLE, sqlite3.SQLITE_DROP_VTABLE}
)

#: What VACUUM calls the database that it writes all tables to, as they are.
_VACUUM = "vacuum_db"


class Watch:
    """An authorizer that remembers the tables that are written to.

    ``answer`` decides what is allowed, by the action and its subject.
    """

    def __init__(self, connection: sqlite3.Connection, answer: Callable[[int, str | None], int] | None = None) -> None:
        self.connection = connection
        self._answer = answer
        #: Folded names.
        self.written: set[str] = set()
        self.begin()

    def begin(self) -> None:
        """Forget what was written, and see every statement from now on."""
        self.written = set()
        self.connection.set_authorizer(self._asked)

    def _asked(self, action: int, first: str | None, second: str | None, place: str | None, by: str | None) -> int:
        if action in _WRITING and first and place != _VACUUM:
            self.written.add(folded(first))
        return sqlite3.SQLITE_OK if self._answer is None else self._answer(action, first)
