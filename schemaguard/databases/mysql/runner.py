"""Be the only runner of a MySQL or MariaDB database.

GET_LOCK belongs to one session and to the whole server, so the name of the lock holds that of the database. It is let
go when its session ends, however that comes (MySQL manual, "Locking Functions"). Poolers that share sessions, such as
ProxySQL, leave one alone that has called it. Other nodes of a cluster (Galera, Group Replication) do not see it: the
runners of one database have to use the same node.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error, InterfaceError

from schemaguard.databases.base import Source
from schemaguard.databases.connections import reason
from schemaguard.databases.running import Claim, Held, LostLock
from schemaguard.databases.turns import UNNAMED, asking, own_connection, turn, words

#: Seconds between two signs of life, and after which the server gives up a session whose host has died.
_BEAT, _PATIENCE = 30.0, 600
#: No question takes long: a server that does not answer has gone.
_OPTIONS = {"connect_timeout": 10, "read_timeout": 60, "write_timeout": 60}
_HOLDER = "SELECT id, user, host FROM information_schema.processlist WHERE id = IS_USED_LOCK(%s)"
#: A variable of the holder's session, which others can read where the performance schema is on and they may ask it.
_SAY = "SET SESSION wait_timeout = %s, @schemaguard_runner = CONCAT(%s, ', since ', UTC_TIMESTAMP(), ' UTC')"
_SAID = (
    "SELECT CONVERT(v.variable_value USING utf8mb4) FROM performance_schema.user_variables_by_thread v"
    " JOIN performance_schema.threads t ON t.thread_id = v.thread_id"
    " WHERE t.processlist_id = %s AND v.variable_name = 'schemaguard_runner'"
)


@contextmanager
def runner(source: Source, claim: Claim) -> Iterator[Held]:
    """Hold the lock of the database."""
    with own_connection(source, _OPTIONS) as connection, turn(source, claim, _Lock(source, connection), _BEAT) as held:
        yield held


def who_runs(source: Source) -> str:
    """Who holds it, as far as this user may see."""
    with own_connection(source, _OPTIONS) as connection, asking(source):
        return _Lock(source, connection).holder()


class _Lock:
    """The lock, held or not, and the connection for it."""

    def __init__(self, source: Source, connection: BaseDatabaseWrapper) -> None:
        self._name, self._settings, self._connection = source.name, connection.settings_dict, connection
        self._turn = threading.Lock()
        with asking(source):
            self._key = key(str(self._ask("SELECT DATABASE()")[0]))

    def take(self, claim: Claim) -> bool:
        """Try once. The words come first: others may ask as soon as it is locked."""
        with self._connection.cursor() as cursor:
            cursor.execute(_SAY, [_PATIENCE, words(claim)])
        return bool(self._ask("SELECT GET_LOCK(%s, 0)", self._key)[0] == 1)

    def holder(self) -> str:
        """Who has it, in words. Without the right PROCESS, sessions of other users have no more than a number."""
        number = self._ask("SELECT IS_USED_LOCK(%s)", self._key)[0]
        if number is None:
            return ""
        known = self._ask(_HOLDER, self._key)
        session = f"{UNNAMED}{number}" + (f" of user {known[1]} from {known[2]}" if known else "")
        return f"{who} ({session})" if (who := self._said(number)) else session

    def _said(self, number: int) -> str:
        try:
            found = self._ask(_SAID, number)
        except Error:  # Not allowed.
            return ""
        return str(found[0]) if found else ""

    def check(self) -> None:
        """Ask the server whether it is this session that has it."""
        try:
            with self._turn:
                (held,) = self._ask("SELECT IS_USED_LOCK(%s) = CONNECTION_ID()", self._key)
        except (Error, InterfaceError) as error:
            raise LostLock(f"{self._lost()}: {reason(error, self._settings)}") from error
        if not held:
            raise LostLock(f"{self._lost()}: it belongs to another session.")

    def _lost(self) -> str:
        return f"The lock of this run on {self._name} is lost"

    def release(self) -> None:
        """Let it go. Where the connection is dead, the server has done so."""
        with self._turn, suppress(Error):
            self._ask("SELECT RELEASE_LOCK(%s)", self._key)

    def _ask(self, sql: str, *params: Any) -> tuple[Any, ...]:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, params)
            return tuple(cursor.fetchone() or ())


def key(database: str, purpose: str = "") -> str:
    """The name of a lock: 64 characters at the most, and upper and lower case are the same in it."""
    return f"schemaguard {purpose}{hashlib.sha256(database.encode()).hexdigest()[:32]}"
