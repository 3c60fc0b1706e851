"""What ``apply`` and ``rollback`` ask of a database: one runner at a time, and nobody kept waiting."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from schemaguard.exceptions import SchemaguardError


class Busy(SchemaguardError):
    """Somebody else runs migrations on the database: the text says who, as far as the server knows."""


class LostLock(SchemaguardError):
    """The lock of this run is gone: its connection was lost, or somebody took it away."""


class Held(Protocol):
    """The lock of a run, for as long as it lives."""

    def check(self) -> None:
        """Make sure that it is still held, and keep it alive. Raises LostLock. Cheap: asked before each step."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who wants to run."""

    #: The run's id.
    run: str
    #: A person and a host, in words: "deploy on web-1".
    who: str
    #: Seconds to wait for another runner.
    wait: float = 0.0
    #: Told who has it, once it has to be waited for.
    told: Callable[[str], None] = lambda holder: None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long statements may wait, and run."""

    #: Seconds that a statement may wait for locks, and that others may wait because of this run. 0: no limit.
    lock: float = 3.0
    #: Seconds that a statement may run. 0: no limit.
    statement: float = 900.0


@dataclass
class Guard(ABC):
    """Keeps one connection of Django from waiting or running too long, and others from waiting for it.

    Every statement is meant, those of RunPython and RunSQL included. Used as a context manager around all work of a
    run on the connection: at the end the session is as it was before.
    """

    connection: Any
    limits: Limits
    #: Who stood in the way of the last statement that had to wait: "pid 4242 (app web, idle in transaction for 94 s)".
    blockers: tuple[str, ...] = ()
    #: Seconds that were spent waiting for locks since ``reset``, as far as that can be seen.
    waited: float = field(default=0.0)
    #: A sentence, once the guard itself had to end a statement: others had waited too long.
    gave_way: str = ""
    #: A sentence, where nobody can see who waits for whom: the limits of the server itself hold all the same.
    blind: str = ""
    #: A sentence about the session, where the limits cannot hold for all that runs in it.
    remark: str = ""
    #: The session that has the limits, as the server numbers them; 0: none yet. For whoever looks at it.
    session: int = 0
    #: Whether what runs blocks nobody: see ``set``.
    exempt: bool = False
    #: Whether its session had to be ended, and is not there any more.
    ended: bool = False
    _said: set[str] = field(default_factory=set)

    def __enter__(self) -> Guard:
        self.open()
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def open(self) -> None:  # noqa: B027 -- some have nothing to do
        """Called once, before the first statement."""

    def close(self) -> None:  # noqa: B027
        """Called once, at the end, also after a lost connection."""

    def reset(self) -> None:
        """Forget who stood in the way. What follows gets a new session, if the old one had to be ended."""
        self.blockers, self.waited, self.gave_way = (), 0.0, ""
        if self.ended and not self.connection.in_atomic_block:
            self.ended = False
            self.connection.close()

    def remarks(self) -> list[str]:
        """``blind`` and ``remark``, each the first time that it is asked for: they are true of a whole run."""
        new = [said for said in (self.blind, self.remark) if said and said not in self._said]
        self._said.update(new)
        return new

    @abstractmethod
    def set(self, *, exempt: bool = False) -> None:
        """Set the limits for what follows. Called at the start of each transaction and before each operation.

        Inside a transaction they end with it, where the server can do that. ``exempt``: a concurrent build of an
        index follows, which may wait and run for as long as it takes, because it blocks nobody.
        """

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Around the work on one migration: see who blocks whom, and give way where others wait too long."""
        yield

    @abstractmethod
    def is_lock(self, error: BaseException) -> bool:
        """Whether trying again may help: a lock was not got in time, a deadlock, or others had to be let through."""

    @abstractmethod
    def is_timeout(self, error: BaseException) -> bool:
        """Whether the statement ran too long."""
