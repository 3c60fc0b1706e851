"""Be the only runner of a SQLite database.

The lock is on a file beside the database (``flock``), which the system lets go however a process ends. Others read in
it who runs. The file goes with its lock; after a kill it stays, without one, until the next run. SQLite's own file is
not touched: to close it once more would drop SQLite's own locks on it (sqlite.org, "How To Corrupt An SQLite Database
File", 2.2).

A database in memory is out of everybody's reach.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from schemaguard.databases.base import Source
from schemaguard.databases.running import Claim, Held, LostLock
from schemaguard.databases.sqlite.file_locks import let_go, lock
from schemaguard.databases.sqlite.reading import file_of
from schemaguard.databases.turns import take_turn, words
from schemaguard.exceptions import BadInput

_ENDING = "-schemaguard"
_LONGEST = 1000
_MOMENT, _MOMENTS = 0.02, 50


@contextmanager
def runner(source: Source, claim: Claim) -> Iterator[Held]:
    """Hold the lock of the file."""
    file = file_of(source.settings or getattr(source.connection, "settings_dict", {}))
    if file is None:
        yield _InMemory()
        return
    held = _Lock(source.name, _beside(file))
    try:
        take_turn(source.name, claim, held.take, held.holder)
        held.say(f"{words(claim)} (pid {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC)")
    except OSError as error:
        held.release()
        raise BadInput(
            f"{source.name} cannot be locked: {error.strerror or error} ({held.path}). {_remedy(error)}"
        ) from error
    try:
        yield held
    finally:
        held.release()


def who_runs(source: Source) -> str:
    """What the holder has written, as long as he has the lock."""
    file = file_of(source.settings or getattr(source.connection, "settings_dict", {}))
    return "" if file is None else _Lock(source.name, _beside(file)).holder()


def _remedy(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Make room on its disk, and run the same command again."
    return "Run it as a user who may write to that directory."


def _beside(file: Path) -> Path:
    return file.with_name(file.name + _ENDING)


class _InMemory:
    def check(self) -> None:
        """Nobody can take it away."""


class _Lock:
    """The file with the lock."""

    def __init__(self, name: str, path: Path) -> None:
        self._name, self.path = name, path
        self._handle: int | None = None

    def take(self) -> bool:
        """Try once. Whoever had it may have removed the file since it was opened; then it is no longer the one."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        if lock(handle) and _is_at(handle, self.path):
            self._handle = handle
            return True
        os.close(handle)
        return False

    def say(self, who: str) -> None:
        """Tell others who has it."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, who.encode()[:_LONGEST])

    def holder(self) -> str:
        """Who has it. To look means to try: whoever wants it at that moment tries again."""
        try:
            handle = os.open(self.path, os.O_RDWR)
        except FileNotFoundError:
            return ""
        except OSError:  # Another user's. What is in it may be readable.
            return _read(self.path)
        try:
            for _ in range(_MOMENTS):
                if lock(handle, shared=True):
                    return ""
                if who := _read(self.path):
                    return who
                time.sleep(_MOMENT)  # Between its lock and its words.
            return "a run that is just beginning"
        finally:
            os.close(handle)

    def check(self) -> None:
        """Whether the file is still there. Without it, others make a new one."""
        if self._handle is None or not _is_at(self._handle, self.path):
            raise LostLock(f"The lock of this run on {self._name} is lost: somebody has removed {self.path}.")

    def release(self) -> None:
        """Remove the file, as long as nobody else can have it, and let go."""
        if self._handle is None:
            return
        if _is_at(self._handle, self.path):
            with suppress(OSError):
                self.path.unlink()
        let_go(self._handle)
        os.close(self._handle)
        self._handle = None


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _read(path: Path) -> str:
    with suppress(OSError):
        return " ".join(path.read_bytes()[:_LONGEST].decode(errors="replace").split())
    return ""
