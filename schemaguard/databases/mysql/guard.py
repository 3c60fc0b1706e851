"""Limits for statements on MySQL and MariaDB, and a look at who keeps whom waiting.

The server counts waits in whole seconds: for metadata locks (lock_wait_timeout), for rows (innodb_lock_wait_timeout).
MariaDB limits every statement (max_statement_time), MySQL only SELECT (max_execution_time), so there another session
ends what takes too long. That session also ends our statement once others have waited too long for it: a schema change
that copies a table lets nobody write meanwhile, and is undone when it is ended.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from django.db.utils import Error, InterfaceError

from schemaguard.databases.interrupts import Interrupts
from schemaguard.databases.lookout import Lookout
from schemaguard.databases.mysql.eyes import MySQLEyes
from schemaguard.databases.obstacles import chain, is_lost
from schemaguard.databases.running import Guard, Limits

#: MySQL, "Server Error Message Reference": a wait that was too long, a deadlock, NOWAIT; an interrupted statement, also
#: as it sorts; and statements that took too long, on MariaDB and MySQL.
_LOCKED = frozenset({1205, 1213, 3572})
_ENDED = frozenset({1317, 1028, 1053})
_TOO_LONG = frozenset({1969, 3024})
#: The longest that the server knows, in seconds. There is no word for "no limit".
_FOR_EVER = {"lock_wait_timeout": 31536000, "innodb_lock_wait_timeout": 100000000}
_LOCKING = re.compile(r"\s*(LOCK\s+TABLES?|FLUSH\s+TABLES?)\b", re.IGNORECASE)
_UNLOCKING = re.compile(r"\s*UNLOCK\s+TABLES?\b", re.IGNORECASE)
#: Seconds between two looks.
_EVERY = 0.2


class MySQLGuard(Guard):
    """Sets the limits that the server knows, and looks who waits."""

    def __init__(self, connection: Any, limits: Limits) -> None:
        super().__init__(connection, limits)
        self._lookout = Lookout(
            lambda: MySQLEyes(self, self._lookout, lambda: self.locked_tables, self._interrupts), _EVERY
        )
        self._interrupts = Interrupts()
        self._before: tuple[Any, Mapping[str, Any]] | None = None
        #: What LOCK TABLES keeps until UNLOCK TABLES.
        self.locked_tables: frozenset[str] = frozenset()

    def open(self) -> None:
        """See each statement."""
        self.connection.execute_wrappers.append(self)
        self._interrupts.open()

    def close(self) -> None:
        """Give the session its own limits back."""
        self.connection.execute_wrappers.remove(self)
        self._lookout.close()
        self._interrupts.close()
        if self._before is not None and self.connection.connection is self._before[0] and self.connection.is_usable():
            self._set(self._before[1])

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note which tables a statement locks until further notice."""
        done = execute(sql, params, many, context)
        if _LOCKING.match(str(sql)):
            self.locked_tables = frozenset(re.findall(r"\w+", str(sql).lower()))
        elif _UNLOCKING.match(str(sql)):
            self.locked_tables = frozenset()
        return done

    def reset(self) -> None:
        """Forget who stood in the way."""
        super().reset()
        self._lookout.forget()

    def set(self, *, exempt: bool = False) -> None:
        """For the session: no limit of these servers ends with a transaction."""
        self.connection.ensure_connection()
        raw = self.connection.connection
        self.exempt, self.session = exempt, raw.thread_id()
        wanted = _limits(Limits(0, 0) if exempt else self.limits, mariadb=self.connection.mysql_is_mariadb)
        if self._before is None or self._before[0] is not raw:
            self._before = raw, self._ask(wanted)
        self._set(wanted)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look who waits while the block runs."""
        self._lookout.begin()
        try:
            yield
        except BaseException:
            self._let_go()
            raise
        finally:
            self._lookout.pause()

    def _let_go(self) -> None:
        """LOCK TABLES outlives a transaction, and a statement that failed before UNLOCK TABLES, which also commits."""
        self.locked_tables = frozenset()
        with suppress(Error, InterfaceError):
            if self.connection.connection is not None:
                with self.connection.wrap_database_errors, self.connection.connection.cursor() as cursor:
                    cursor.execute("ROLLBACK")
                    cursor.execute("UNLOCK TABLES")

    def is_lock(self, error: BaseException) -> bool:
        """Whether a lock was not got in time, or others had to be let through."""
        numbers = _numbers(error)
        return bool(numbers & _LOCKED) or (bool(self.gave_way) and (bool(numbers & _ENDED) or is_lost(error)))

    def is_timeout(self, error: BaseException) -> bool:
        """Whether the statement was ended, and not to let others through."""
        numbers = _numbers(error)
        return bool(numbers & _TOO_LONG) or (bool(numbers & _ENDED) and not self.gave_way)

    def _ask(self, names: Mapping[str, Any]) -> Mapping[str, Any]:
        """Past Django's cursors, so that what looks at the statements of migrations does not see ours."""
        with self.connection.wrap_database_errors, self.connection.connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(f"@@SESSION.{name}" for name in names))
            return dict(zip(names, cursor.fetchone(), strict=True))

    def _set(self, values: Mapping[str, Any]) -> None:
        with self.connection.wrap_database_errors, self.connection.connection.cursor() as cursor:
            cursor.execute("SET " + ", ".join(f"SESSION {name} = %s" for name in values), list(values.values()))


def _limits(limits: Limits, *, mariadb: bool) -> dict[str, float]:
    waits = {name: math.ceil(limits.lock) or longest for name, longest in _FOR_EVER.items()}
    if mariadb:
        return {**waits, "max_statement_time": limits.statement}
    return {**waits, "max_execution_time": math.ceil(limits.statement * 1000)}


def _numbers(error: BaseException) -> set[object]:
    return {one.args[0] for one in chain(error) if one.args and isinstance(one.args[0], int)}
