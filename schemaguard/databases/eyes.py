"""Who keeps a migration waiting, and whom it keeps waiting: seen from another session.

Waits are timed here, by the clock of this process that only goes forward. The server's own times say how long somebody
has waited already when he is seen first, and are believed as far as they can be true.
"""

from __future__ import annotations

import re
import time
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable
from contextlib import suppress
from enum import Enum
from typing import Any, NamedTuple

from django.db.utils import Error

from schemaguard.databases.connections import reason, wrapper
from schemaguard.databases.lookout import Lookout
from schemaguard.databases.running import Guard

#: Seconds that a cancelled statement gets to end.
_GRACE = 0.5
#: Seconds until another try where the server could not be asked.
_PAUSE = 2.0
_MOST_NAMED = 5


class End(Enum):
    """How a migration gives way."""

    STATEMENT = "its statement was cancelled"
    SESSION = "its session was ended"


class Wait(NamedTuple):
    """Somebody who waits for a lock."""

    session: int
    #: What tells this wait from others of the same session.
    mark: Hashable
    #: Seconds, as the server says.
    seconds: float


class Doing(NamedTuple):
    """What the session of the migration does."""

    #: What tells it from others that had the same number.
    session: tuple[Any, ...]
    active: bool


class Eyes(ABC):
    """Looks for a guard, from a connection of its own."""

    #: Settings for the driver: a server that does not answer soon has gone.
    options: dict[str, Any] = {}

    def __init__(self, guard: Guard, lookout: Lookout) -> None:
        self.guard, self.lookout = guard, lookout
        self._settings = guard.connection.settings_dict
        options = {**(self._settings.get("OPTIONS") or {}), **self.options}
        # A role that is taken on may not be allowed to end what the user's own role runs.
        options.pop("assume_role", None)
        self._connection = wrapper({**self._settings, "OPTIONS": options}, "schemaguard_guard")
        self._again = 0.0
        #: Seconds waited when seen first, and when that was.
        self._seen: dict[tuple[int, Hashable], tuple[float, float]] = {}
        #: Of each wait of the migration itself, in seconds.
        self._waits: dict[Hashable, float] = {}
        #: The session that keeps others waiting for too long, when that was seen last, and when it was cancelled.
        self._late: tuple[Any, ...] = ()
        self._late_at = 0.0
        self._cancelled_at: float | None = None

    def look(self) -> None:
        """Ask who waits, and act."""
        if time.monotonic() < self._again:
            return
        try:
            with self._connection.cursor() as cursor:
                # What nobody saw once stays unseen, whatever is seen afterwards.
                self.guard.blind = self.ask(cursor) or self.guard.blind
        except Error as error:
            self.guard.blind = f"Nobody could see who waits for this migration: {reason(error, self._settings)}"
            self._again = time.monotonic() + _PAUSE
            self.shut()

    def shut(self) -> None:
        """Close the connection."""
        with suppress(Error):
            self._connection.close()

    def forget(self) -> None:
        """Another attempt begins."""
        self._waits, self._late = {}, ()

    @abstractmethod
    def ask(self, cursor: Any) -> str:
        """Look once. What could not be seen, in a sentence."""

    @abstractmethod
    def end(self, cursor: Any, how: End, doing: Doing) -> None:
        """End the migration's statement, or its session, if that is still the one that was seen."""

    def ages(self, waits: Iterable[Wait]) -> dict[tuple[int, Hashable], float]:
        """How long each has waited, as far as we have been there."""
        now = time.monotonic()
        here = now - (self.lookout.since or now)
        first = {(wait.session, wait.mark): min(max(wait.seconds, 0.0), here) for wait in waits}
        self._seen = {key: self._seen.get(key, (age, now)) for key, age in first.items()}
        return {key: age + now - seen for key, (age, seen) in self._seen.items()}

    def waits(self, seconds: dict[Hashable, float], blockers: list[str]) -> None:
        """The migration waits, by waits, and for whom."""
        self._waits |= seconds
        self.guard.waited = sum(self._waits.values())
        self.guard.blockers = tuple(blockers) or self.guard.blockers

    def give_way(self, cursor: Any, doing: Doing, blocked: list[str]) -> None:
        """End the statement; or the session, where its transaction is idle, or its statement does not end.

        Between two statements a session is idle as well, for a moment, and may be about to commit. Found idle when
        others were late already, it cannot be waited for until it is seen at a statement: it may be idle most of the
        time, as where code thinks about each row.
        """
        if self.lookout.since is None:
            return
        now = time.monotonic()
        again = self._late == doing.session and now - self._late_at < _PAUSE
        if not again:
            self._cancelled_at = None
        self._late, self._late_at = doing.session, now
        stays = self._cancelled_at is not None and now - self._cancelled_at >= _GRACE
        if (again and not doing.active) or (doing.active and stays):
            self._end(cursor, End.SESSION, doing, blocked)
        elif doing.active and self._cancelled_at is None:
            self._cancelled_at = now
            self._end(cursor, End.STATEMENT, doing, blocked)

    def _end(self, cursor: Any, how: End, doing: Doing, blocked: list[str]) -> None:
        names = ", ".join(blocked[:_MOST_NAMED]) + (" and others" if len(blocked) > _MOST_NAMED else "")
        limit = f"{self.guard.limits.lock:g} s"
        # Said before it is done: the error may be there before the next line runs.
        self.guard.gave_way = f"Others had waited {limit} for this migration, so {how.value}: {names}."
        self.guard.ended = self.guard.ended or how is End.SESSION
        self.end(cursor, how, doing)


_NAME = r"(?:[\"`][^\"'`]+[\"`]|\w+)"
_RUNNING = re.compile(
    r"\s*(UPDATE(?:\s+ONLY)?|INSERT\s+INTO|DELETE\s+FROM(?:\s+ONLY)?|(?:LOCK|ALTER|TRUNCATE)\s+TABLE|LOCK|TRUNCATE|VACUUM)"
    rf"\s+({_NAME}(?:\.{_NAME})?)",
    re.IGNORECASE,
)


def running(statement: str) -> str:
    """The first words of a statement, with the table, and nothing that may be a value."""
    if found := _RUNNING.match(statement):
        return f"running {' '.join(found[1].upper().split())} {found[2]}"
    word = re.match(r"\s*([A-Za-z]+)\b", statement)
    return f"running {word[1].upper()}" if word else "running a statement"
