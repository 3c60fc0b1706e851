"""Python's garbage collector, and when it had better rest."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects until the collector looks at them, and how often it then looks at older ones too. Measured on public
#: projects: looking half as often costs as much time, and 15 percent more memory.
_SPARING = (5_000, 5, 2)


@contextmanager
def paused() -> Iterator[None]:
    """Let the collector rest while many objects are made and few dropped: looking for garbage costs a third then."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def sparing() -> Iterator[None]:
    """Look for garbage less often, and only among what is made inside.

    For code that makes classes again and again: they refer to themselves, so the collector has to find them, and with
    its usual thresholds it looks at all that a project has imported each time.
    """
    thresholds, mine = gc.get_threshold(), gc.get_freeze_count() == 0
    if mine:
        gc.collect()
        gc.freeze()
        gc.collect()  # The collector counts from what it saw last: nothing is left now.
    gc.set_threshold(*_SPARING)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        if mine:
            gc.unfreeze()
