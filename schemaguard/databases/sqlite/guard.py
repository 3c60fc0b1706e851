"""Limits for statements on SQLite.

Locks: the time that SQLite waits while another connection writes (PRAGMA busy_timeout). Time: a thread interrupts a
statement that runs too long; one that goes past Django's cursors, on the driver's own connection, is not seen. While a
transaction writes, all other writers wait, and SQLite does not tell for how long: nobody can give way to them.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from typing import Any

from schemaguard.databases.interrupts import Interrupts
from schemaguard.databases.lookout import Lookout
from schemaguard.databases.obstacles import chain
from schemaguard.databases.running import Guard, Limits
from schemaguard.databases.sqlite.holders import who_has
from schemaguard.databases.sqlite.reading import file_of

#: SQLite's "Result and Error Codes". Extended ones begin with the same words.
_LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED")
_INTERRUPTED = "SQLITE_INTERRUPT"
#: Milliseconds: 24 days. There is no word for "no limit".
_FOR_EVER = 2**31 - 1
_EVERY = 0.25


class SQLiteGuard(Guard):
    """Sets busy_timeout, and times each statement."""

    def __init__(self, connection: Any, limits: Limits) -> None:
        super().__init__(connection, limits)
        self._lookout = Lookout(lambda: self, min(_EVERY, limits.statement / 4) if limits.statement else _EVERY)
        self._interrupts = Interrupts()
        self._turn = threading.Lock()
        #: When the statement that runs has to end.
        self._deadline: float | None = None
        self._before: tuple[sqlite3.Connection, int] | None = None
        #: How the connection begins transactions by itself.
        self._mode: str | None = None

    def open(self) -> None:
        """See each statement, and have transactions wait for other writers before they begin.

        A transaction that has read and then writes does not wait: it is refused at once where somebody else writes
        (sqlite.org, "Transaction", section 2.2, SQLITE_BUSY).
        """
        self.connection.execute_wrappers.append(self)
        self._mode, self.connection.transaction_mode = self.connection.transaction_mode, "IMMEDIATE"
        self._interrupts.open()
        self._lookout.begin()

    def close(self) -> None:
        """Give the connection its own limit back."""
        self.connection.execute_wrappers.remove(self)
        self.connection.transaction_mode = self._mode
        self._lookout.close()
        self._interrupts.close()
        if self._before is not None and self.connection.connection is self._before[0]:
            self._before[0].execute(f"PRAGMA busy_timeout = {self._before[1]}")

    def set(self, *, exempt: bool = False) -> None:
        """For the connection: SQLite has no limits for transactions, nor builds that block nobody."""
        self.connection.ensure_connection()
        raw = self.connection.connection
        with self.connection.wrap_database_errors:
            if self._before is None or self._before[0] is not raw:
                self._before = raw, int(raw.execute("PRAGMA busy_timeout").fetchone()[0])
            wait = max(1, round(self.limits.lock * 1000)) if self.limits.lock else _FOR_EVER
            raw.execute(f"PRAGMA busy_timeout = {wait}")

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Time a statement."""
        begun = time.monotonic()
        outer, self._deadline = self._deadline, begun + self.limits.statement if self.limits.statement else None
        try:
            return execute(sql, params, many, context)
        except Exception as error:
            if self.is_lock(error):
                self.waited += time.monotonic() - begun
                self.blockers = who_has(file_of(self.connection.settings_dict)) or self.blockers
            raise
        finally:
            with self._turn:
                self._deadline = outer

    def look(self) -> None:
        """Interrupt what has run too long, or is to end; nothing that begins later, since that takes its turn."""
        seen = self._interrupts.seen()
        with self._turn:
            raw = self.connection.connection
            late = self._deadline is not None and time.monotonic() >= self._deadline
            if raw is not None and (late or seen):
                raw.interrupt()

    def forget(self) -> None:
        """Nothing is remembered."""

    def shut(self) -> None:
        """Nothing is open."""

    def is_lock(self, error: BaseException) -> bool:
        """Whether another connection was writing."""
        return any(_name(one).startswith(_LOCKED) for one in chain(error))

    def is_timeout(self, error: BaseException) -> bool:
        """Whether it was interrupted."""
        return any(_name(one) == _INTERRUPTED for one in chain(error))


def _name(error: BaseException) -> str:
    return getattr(error, "sqlite_errorname", "")
