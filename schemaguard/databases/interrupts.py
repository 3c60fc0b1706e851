"""Sees Ctrl-C, SIGTERM and SIGHUP while the main thread is inside a driver's C code, where Python cannot act on them.

Python's own handlers run when that code returns, which may be when a statement is done. Somebody else can end the
statement before (Python's documentation, ``signal.set_wakeup_fd``).
"""

from __future__ import annotations

import signal
import socket
import threading
from contextlib import suppress

_ENDING = frozenset({signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)})


class Interrupts:
    """Asked from another thread. Outside of the main thread, or where somebody else uses it, nothing is seen."""

    def __init__(self) -> None:
        self._ends: tuple[socket.socket, socket.socket] | None = None

    def open(self) -> None:
        """Begin to see them."""
        if threading.current_thread() is not threading.main_thread():
            return
        ends = socket.socketpair()
        for end in ends:
            end.setblocking(False)
        before = signal.set_wakeup_fd(ends[1].fileno(), warn_on_full_buffer=False)
        if before != -1:
            signal.set_wakeup_fd(before)
            _close(ends)
            return
        self._ends = ends

    def seen(self) -> bool:
        """Whether there was one since the last time."""
        with suppress(OSError):  # Nothing there, or closed.
            if self._ends is not None:
                return bool(_ENDING.intersection(self._ends[0].recv(1024)))
        return False

    def close(self) -> None:
        """See nothing more."""
        if self._ends is not None:
            signal.set_wakeup_fd(-1)
            _close(self._ends)
            self._ends = None


def _close(ends: tuple[socket.socket, socket.socket]) -> None:
    for end in ends:
        end.close()
