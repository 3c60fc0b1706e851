"""A thread that looks now and then at what others see of us, while there is something to look at."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

#: Seconds that a look under way is waited for. It talks to a server, which may not answer.
_PATIENCE = 10.0


class Looks(Protocol):
    """What looks. All of it happens in the thread."""

    def look(self) -> None:
        """Look, and act. Called again and again."""

    def forget(self) -> None:
        """Called when something else begins."""

    def shut(self) -> None:
        """Called at the end."""


class Lookout:
    """Begins to look once something takes longer than ``every`` seconds, so that what is short costs nothing."""

    def __init__(self, eyes: Callable[[], Looks], every: float) -> None:
        self._eyes, self._every = eyes, every
        self._looking, self._wanted, self._over = threading.Lock(), threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._open: Looks | None = None
        #: When it was begun, by ``time.monotonic()``; None: nothing is to be looked at.
        self.since: float | None = None

    def begin(self) -> None:
        """Something begins that has to be looked at."""
        self.since = time.monotonic()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="schemaguard guard", daemon=True)
            self._thread.start()
        self._wanted.set()

    def pause(self) -> None:
        """It is over. No look is under way afterwards."""
        self._wanted.clear()
        self.since = None
        if self._looking.acquire(timeout=_PATIENCE):
            self._looking.release()

    def forget(self) -> None:
        """Something else begins to be looked at."""
        if self._open is not None:
            self._open.forget()

    def close(self) -> None:
        """End the thread."""
        self.since = None
        self._over.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    def _run(self) -> None:
        try:
            while self._wanted.wait() and not self._over.wait(self._every):
                with self._looking:
                    if self.since is not None and time.monotonic() - self.since >= self._every:
                        self._open = self._open or self._eyes()
                        self._open.look()
        finally:
            if self._open is not None:
                self._open.shut()
