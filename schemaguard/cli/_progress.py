"""Progress on a terminal; nothing in a pipe."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.management.base import OutputWrapper

from schemaguard.formats._visible import visible

#: Seconds between two looks at the clock.
_TICK = 1.0
#: Less than this says nothing about the rest.
_ENOUGH = 2.0


@dataclass
class Line:
    """One line of a terminal that is written over and over. Never wider than it: what wraps cannot be taken away."""

    err: OutputWrapper
    lock: threading.Lock = field(default_factory=threading.Lock)

    def show(self, text: str) -> None:
        """Write it in the place of what was there."""
        from rich.cells import cell_len, set_cell_size  # Loaded only for people.

        width = shutil.get_terminal_size().columns - 1
        text = visible(text)
        if cell_len(text) > width:
            text = f"{set_cell_size(text, width - 1).rstrip()}…"
        with self.lock:
            self.err.write(f"\r\x1b[K{text}", str, ending="")  # str: not red, it is no error.
            self.err.flush()


@dataclass
class Clock:
    """How far a long work is, how long it has taken, and how long it may still take."""

    line: Line
    now: Callable[[], float] = time.monotonic
    what: str = ""
    done: int = 0
    total: int = 0
    #: When everything began, and when the first of the migrations did.
    began: float = 0.0
    first: float | None = None

    def __post_init__(self) -> None:
        self.began = self.now()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Take note of what is done now."""
        if total and self.first is None:
            self.first = self.now()
        self.what, self.done, self.total = what, done, total
        self.tick()

    def tick(self) -> None:
        """Show it, as late as it is now."""
        if self.what:
            self.line.show(self.text())

    def text(self) -> str:
        """One line."""
        count = f"[{self.done + 1}/{self.total}] " if self.total > self.done else ""
        passed = f"{short(self.now() - self.began)} elapsed"
        left = self.remaining()
        rest = "" if left is None else f", about {short(left)} left"
        return f"{count}{passed}{rest}: {self.what}"

    def remaining(self) -> float | None:
        """Seconds, as if each migration took the same; None where that would be a guess."""
        if self.first is None or not 0 < self.done < self.total:
            return None
        passed = self.now() - self.first
        if passed < _ENOUGH:
            return None
        # The one that runs now may take longer than the others did.
        return max(passed / self.done * self.total - passed, 0.0)


@contextmanager
def clock(err: OutputWrapper) -> Iterator[Callable[[str, int, int], None]]:
    """Shows what is done, the time that passed and an estimate, also while one thing takes long."""
    if not err.isatty():
        yield lambda what, done, total: None
        return
    found, ended = Clock(Line(err)), threading.Event()

    def run() -> None:
        while not ended.wait(_TICK):
            found.tick()

    thread = threading.Thread(target=run, name="schemaguard-progress", daemon=True)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()
        found.line.show("")


def short(seconds: float) -> str:
    """ "0:07", "12:30", "1:02:03"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
