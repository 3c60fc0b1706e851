"""Limits for statements on PostgreSQL, and a look at who keeps whom waiting.

lock_timeout limits each wait for a lock, but not how long others wait: behind a statement that holds what it got and
waits for more, that writes a table anew, or behind a transaction that holds locks while its code does something else.
So somebody else looks, from a session of its own, and ends our statement once another session has waited too long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from schemaguard.databases.base import Source
from schemaguard.databases.lookout import Lookout
from schemaguard.databases.obstacles import chain, is_lost
from schemaguard.databases.postgresql.eyes import PostgreSQLEyes
from schemaguard.databases.postgresql.runner import is_pooled
from schemaguard.databases.running import Guard, Limits

#: PostgreSQL, "Error Codes": lock_not_available and deadlock_detected; query_canceled; admin_shutdown.
_LOCKED = frozenset({"55P03", "40P01"})
_CANCELLED, _ENDED = "57014", "57P01"
_NAMES = ("lock_timeout", "statement_timeout")
_SHARED = "Outside of a transaction nothing has limits: a pooler gives the session to others after each statement."
#: Seconds between two looks, at the most.
_EVERY = 0.2
#: Of libpq, "Connection Status Functions": no transaction is open, and one that has failed.
_IDLE, _FAILED = 0, 3


class PostgreSQLGuard(Guard):
    """Sets lock_timeout and statement_timeout, and looks who waits."""

    def __init__(self, connection: Any, limits: Limits) -> None:
        super().__init__(connection, limits)
        every = min(_EVERY, limits.lock / 4) if limits.lock else _EVERY
        self._lookout = Lookout(lambda: PostgreSQLEyes(self, self._lookout), every)
        self._before: tuple[str, ...] = ()
        #: Whether the session, and not only a transaction, has our limits.
        self._changed = False
        #: Whether a pooler gives the session to others after each transaction.
        self._shared = False

    def open(self) -> None:
        """Remember the session's own limits."""
        *before, pid = self._ask("SELECT current_setting(%s), current_setting(%s), pg_backend_pid()", _NAMES)
        self._before = tuple(before)
        if self.connection.connection.info.backend_pid != pid:  # Something stands between.
            self._shared = is_pooled(Source(self.connection.alias, self.connection.settings_dict))

    def close(self) -> None:
        """Give the session its own limits back."""
        self._lookout.close()
        if not self._changed or self.connection.connection is None or self.connection.connection.closed:
            return
        if self._status() != _FAILED:
            self._set(*self._before)

    def set(self, *, exempt: bool = False) -> None:
        """In a transaction for the rest of it, and otherwise for the session, if that is ours alone."""
        self.exempt = exempt
        if self._shared and not self._inside():
            self.session, self.remark = 0, _SHARED
            return
        self._changed = self._changed or not self._inside()
        if exempt:
            self._set("0", "0")
        else:
            self._set(_milliseconds(self.limits.lock), _milliseconds(self.limits.statement))

    def reset(self) -> None:
        """Forget who stood in the way."""
        super().reset()
        self._lookout.forget()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look who waits while the block runs."""
        self._lookout.begin()
        try:
            yield
        finally:
            self._lookout.pause()

    def is_lock(self, error: BaseException) -> bool:
        """Whether a lock was not got in time, or others had to be let through."""
        states = _states(error)
        ended = bool(states & {_CANCELLED, _ENDED}) or is_lost(error)
        return bool(states & _LOCKED) or (bool(self.gave_way) and ended)

    def is_timeout(self, error: BaseException) -> bool:
        """Whether the statement was cancelled, and not by us."""
        return _CANCELLED in _states(error) and not self.gave_way

    def _set(self, lock: str, statement: str) -> None:
        inside = self._inside()
        values = (_NAMES[0], lock, inside, _NAMES[1], statement, inside)
        _, _, self.session = self._ask(
            "SELECT set_config(%s, %s, %s), set_config(%s, %s, %s), pg_backend_pid()", values
        )

    def _inside(self) -> bool:
        return not self.connection.get_autocommit() or self._status() != _IDLE

    def _status(self) -> int:
        return int(self.connection.connection.info.transaction_status)

    def _ask(self, sql: str, params: tuple[Any, ...]) -> tuple[Any, ...]:
        """Past Django's cursors, so that what looks at the statements of migrations does not see ours."""
        self.connection.ensure_connection()
        with self.connection.wrap_database_errors, self.connection.connection.cursor() as cursor:
            cursor.execute(sql, params)
            row: tuple[Any, ...] = tuple(cursor.fetchone())
            return row


def _milliseconds(seconds: float) -> str:
    """As a setting. 0 is no limit."""
    return f"{max(1, round(seconds * 1000))}ms" if seconds else "0"


def _states(error: BaseException) -> set[str]:
    found = (getattr(one, "sqlstate", None) or getattr(one, "pgcode", None) for one in chain(error))
    return {str(state) for state in found if state}
