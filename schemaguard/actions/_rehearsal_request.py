"""What ``rehearse`` is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

#: Told what is done now, and how many migrations are done, of how many; of 0 where that is not known yet.
Progress = Callable[[str, int, int], None]

#: The source that has neither structure nor rows.
EMPTY = "empty"

#: How many rows of a table are copied where nobody says otherwise.
COPIED_ROWS = 1000


def silent(what: str, done: int, total: int) -> None:
    """A progress that says nothing."""


class Scope(StrEnum):
    """Which migrations are rehearsed. Those that they need run before, without being reversed."""

    #: Those that the database has not applied.
    PENDING = "pending"
    #: The whole history.
    ALL = "all"
    #: Those that a branch adds or edits.
    SINCE = "since"


class Mode(StrEnum):
    """From where migrations are reversed."""

    STEP = "step"
    HEAD = "head"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Request:
    """What to rehearse, and on what."""

    app: str | None = None
    #: A name or the beginning of one, of that app.
    migration: str | None = None
    scope: Scope = Scope.PENDING
    #: A commit or branch; only with ``Scope.SINCE``.
    since: str | None = None
    databases: tuple[str, ...] = ()
    #: EMPTY, or a place to copy structure and rows from: an alias, an environment, a URL. None: see ``source_of``.
    source: str | None = None
    #: Rows of a table at the most. None: COPIED_ROWS of a copy; what the seeder takes for enough where it makes them.
    rows: int | None = None
    all_rows: bool = False
    #: Seconds that a statement may take on the source.
    timeout: float = 60.0
    mode: Mode = Mode.STEP
    #: Put the outcome into the ledger, for whoever asks later. A run of tests is no record.
    keep: bool = True
    #: Show what migrations print, on stderr.
    talk: bool = False
    progress: Progress = silent

    def source_of(self, alias: str) -> str:
        """Where structure and rows of a database come from.

        What is pending is rehearsed on a copy of the database itself. A branch is rehearsed where no database may be
        at hand, and a whole history cannot begin with what it makes; so both begin with nothing.
        """
        if self.source is not None:
            return self.source
        return alias if self.scope is Scope.PENDING else EMPTY
