"""Limits for operations on MongoDB, and a look at who keeps whom waiting.

MongoDB has no limits for a session. So somebody else looks at what the server runs (``$currentOp``), and ends what
takes too long, or waits too long for a lock while others queue up behind it, or holds one for which others wait
(``killOp``). To tell the operations of a migration from all others, they go through a client of their own, with a name
that nobody else has.

That is done for django-mongodb-backend. Whatever code opens a client of its own is not seen.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from schemaguard.databases.lookout import Lookout
from schemaguard.databases.mongodb.eyes import MongoDBEyes
from schemaguard.databases.obstacles import chain
from schemaguard.databases.running import Guard, Limits

#: MongoDB, "Error Codes": LockTimeout, LockBusy and WriteConflict; Interrupted, which is killOp; MaxTimeMSExpired and
#: ExceededTimeLimit.
_LOCKED = frozenset({24, 46, 112})
_KILLED = 11601
_TOO_LONG = frozenset({50, 262})
#: Seconds between two looks.
_EVERY = 0.25


class MongoDBGuard(Guard):
    """Gives the connection a client of its own, and looks at what that does."""

    def __init__(self, connection: Any, limits: Limits) -> None:
        super().__init__(connection, limits)
        #: What the server calls our client.
        self.application = f"schemaguard {secrets.token_hex(8)}"
        self._lookout = Lookout(lambda: MongoDBEyes(self, self._lookout, self.application), _EVERY)
        self._before: dict[str, Any] | None = None

    def open(self) -> None:
        """Put our client in the place of the one that is there."""
        connection = self.connection
        if not hasattr(connection, "close_pool") or connection.session is not None:
            self.blind = "Nobody can see who waits for this migration, and no limits hold: its engine lets nobody in."
            return
        names = ("connection", "database", "_connection_pools", "settings_dict")
        self._before = {name: vars(connection)[name] for name in names if name in vars(connection)}
        for name in ("database", "_connection_pools"):
            vars(connection).pop(name, None)
        settings = connection.settings_dict
        options = {**(settings.get("OPTIONS") or {}), "appname": self.application}
        connection.settings_dict = {**settings, "OPTIONS": options}
        connection.connection, connection._connection_pools = None, {}

    def close(self) -> None:
        """Put the other one back."""
        self._lookout.close()
        if self._before is None:
            return
        self.connection.close_pool()
        vars(self.connection).pop("_connection_pools", None)
        vars(self.connection).update(self._before)
        self._before = None

    def reset(self) -> None:
        """Forget who stood in the way."""
        super().reset()
        self._lookout.forget()

    def set(self, *, exempt: bool = False) -> None:
        """What the limits are is asked at each look."""
        self.exempt = exempt

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look at the operations while the block runs."""
        if self._before is None:
            yield
            return
        self._lookout.begin()
        try:
            yield
        finally:
            self._lookout.pause()

    def is_lock(self, error: BaseException) -> bool:
        """Whether a lock was not got in time, two writers met, or others had to be let through."""
        codes = _codes(error)
        return bool(codes & _LOCKED) or (_KILLED in codes and bool(self.gave_way))

    def is_timeout(self, error: BaseException) -> bool:
        """Whether the operation ran too long."""
        codes = _codes(error)
        return bool(codes & _TOO_LONG) or (_KILLED in codes and not self.gave_way)


def _codes(error: BaseException) -> set[object]:
    """Of the server: an error of a bulk write has one for each write."""
    found: set[object] = set()
    for one in chain(error):
        details = getattr(one, "details", None) or {}
        writes = details.get("writeErrors") or () if isinstance(details, dict) else ()
        found |= {getattr(one, "code", None), *(write.get("code") for write in writes)}
    return found
