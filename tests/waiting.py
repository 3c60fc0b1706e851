"""Waits for what happens a moment later, on a server or in another process."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(done: Callable[[], bool]) -> None:
    """Wait for something, for a minute at most."""
    for _ in range(1200):
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain")
