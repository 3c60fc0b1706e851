"""One runner at a time: what is the same for all databases."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error

from schemaguard.databases.base import Source
from schemaguard.databases.connections import reason, wrapper
from schemaguard.databases.obstacles import way_out
from schemaguard.databases.running import Busy, Claim, Held, LostLock
from schemaguard.databases.scratch_names import entry
from schemaguard.exceptions import BadInput

#: How the holder of a lock begins of whom a server tells no more than his connection.
UNNAMED = "connection "
#: Seconds between two tries. Many who wait must not all come at once.
_PAUSE = (0.05, 0.25)
#: How often a lock that was not free and that nobody has a moment later is tried again, whoever is in a hurry.
_MOST_MISSED = 20


def words(claim: Claim) -> str:
    """Who runs, and what: "deploy on web-1, run 3f9c0a12"."""
    return f"{claim.who}, run {claim.run[:8]}"


def take_turn(name: str, claim: Claim, take: Callable[[], bool], holder: Callable[[], str]) -> None:
    """Try to take the lock of a database until it is got, or the time is up. Raises Busy.

    ``holder`` says who has it; empty: nobody, any more.
    """
    deadline = time.monotonic() + claim.wait
    told, missed = False, 0
    while not take():
        who = holder()
        missed += not who
        left = deadline - time.monotonic()
        if left <= 0 and (who or missed > _MOST_MISSED):
            raise Busy(f"{name} is in the hands of another run: {who or 'nobody can say whose'}. {_way_out(claim)}")
        if who and not told:
            claim.told(who)
            told = True
        pause = random.uniform(*_PAUSE)  # noqa: S311 - nobody has to guess it
        time.sleep(min(pause, max(left, _PAUSE[0])))


def _way_out(claim: Claim) -> str:
    waited = f"It did not end within {claim.wait:g} s. " if claim.wait else ""
    return f"{waited}Try again when it is done."


class Lock(Held, Protocol):
    """A lock of the server, held or not, on a connection of its own."""

    def take(self, claim: Claim) -> bool:
        """Try once."""

    def holder(self) -> str:
        """Who has it, in words; empty: nobody."""

    def release(self) -> None:
        """Let it go. Where the connection is dead, the server has done so."""


@contextmanager
def own_connection(source: Source, options: Mapping[str, Any] | None = None) -> Iterator[BaseDatabaseWrapper]:
    """A connection of our own, for two threads that take turns. Raises BadInput where the server does not answer."""
    settings = source.settings or getattr(source.connection, "settings_dict", {})
    own = entry(settings, settings.get("NAME", ""))
    own["OPTIONS"] = {**(options or {}), **own["OPTIONS"]}
    connection = wrapper(own, "schemaguard_runner")
    connection.inc_thread_sharing()
    try:
        connection.ensure_connection()
    except (Error, ImproperlyConfigured) as error:
        raise BadInput(
            f"{source.name} cannot be reached: {reason(error, settings)} {way_out(error)}".rstrip()
        ) from error
    try:
        yield connection
    finally:
        with suppress(Error):  # It is dead already.
            connection.close()


@contextmanager
def asking(source: Source) -> Iterator[None]:
    """Errors of the server become BadInput with one line."""
    try:
        yield
    except Error as error:
        raise BadInput(
            f"{source.name} cannot be asked who runs on it: {reason(error, source.settings)} {way_out(error)}".rstrip()
        ) from error


@contextmanager
def kept_alive(held: Held, every: float) -> Iterator[None]:
    """Ask for a lock now and then while something else takes long, so that nobody takes its connection for idle.

    If it is lost, whoever asks next will hear of it.
    """
    over = threading.Event()

    def ask() -> None:
        while not over.wait(every):
            with suppress(LostLock):
                held.check()

    thread = threading.Thread(target=ask, name="schemaguard runner", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(every)


@contextmanager
def turn(
    source: Source, claim: Claim, lock: Lock, beat: float, *, asked: Callable[[Source], Any] = asking
) -> Iterator[Held]:
    """Hold a lock of the server, with a sign of life every ``beat`` seconds.

    ``asked`` is a context manager that makes BadInput of the driver's errors.
    """
    with asked(source):
        take_turn(source.name, claim, lambda: lock.take(claim), lock.holder)
    try:
        with kept_alive(lock, beat):
            yield lock
    finally:
        lock.release()
