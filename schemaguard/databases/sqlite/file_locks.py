"""Locks on whole files that are gone with their process, however it ends."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import msvcrt

    #: A byte behind all text, so that the text stays readable.
    _PLACE = 2**30

    def lock(handle: int, *, shared: bool = False) -> bool:
        """Whether the lock was free, and is ours now. Windows knows no shared one here."""
        os.lseek(handle, _PLACE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def let_go(handle: int) -> None:
        """Give it back."""
        os.lseek(handle, _PLACE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def lock(handle: int, *, shared: bool = False) -> bool:
        """Whether the lock was free, and is ours now; a shared one may be several looking at the same time."""
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def let_go(handle: int) -> None:
        """Give it back."""
        fcntl.flock(handle, fcntl.LOCK_UN)
