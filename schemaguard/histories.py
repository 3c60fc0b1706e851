"""What ``history`` shows: runs as a whole, and whether the ledger was touched. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from schemaguard.runs import Entry, Outcome, RunInfo


@dataclass(frozen=True, slots=True)
class MigrationLine:
    """What became of one migration in a run, as the ledger tells."""

    app: str
    migration: str
    backwards: bool
    #: "done", "faked", "observed", "failed", "stopped", or "open": it was started, and nothing was heard since.
    outcome: str
    seconds: float | None = None
    lock_seconds: float | None = None
    digest: str = ""
    reason: str = ""
    ticket: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        """As people write it: "shop.0007_x"."""
        return f"{self.app}.{self.migration}"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run, from its beginning to its end."""

    info: RunInfo
    #: The number of its first entry.
    number: int
    outcome: Outcome
    migrations: tuple[MigrationLine, ...] = ()
    ended_at: datetime | None = None
    error: str = ""
    #: Approved or withdrawn by it: "plan 3f9c…", "shop.0007_x".
    approvals: tuple[str, ...] = ()

    @property
    def seconds(self) -> float | None:
        """How long it took, by the clock of its host; None where that went backwards meanwhile."""
        if self.ended_at is None or self.ended_at < self.info.begun_at:
            return None
        return (self.ended_at - self.info.begun_at).total_seconds()


@dataclass(frozen=True, slots=True)
class HistoryReport:
    """Runs, the latest first. They are read while they are shown, so that a long history needs no memory."""

    environment: str
    runs: Iterable[RunRecord]
    #: All entries of the one run that was asked for; None where many are listed.
    entries: Iterable[Entry] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the ledger is not as it was written."""

    #: "changed", "removed", "inserted", "reordered", "swapped", "truncated", "head", "seal", "central", "unknown".
    kind: str
    #: One sentence.
    message: str
    #: The entry that it is about, or the first of them.
    number: int | None = None
    run: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found in the ledger of one database."""

    database: str
    entries: int
    #: Number and first digits of the hash of the last entry: to be kept elsewhere, for ``--expect``.
    head: str
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    #: How many problems there are, also those that are not listed.
    found: int = 0
    #: Why it could not be read, in a sentence: then nothing is known of it.
    unread: str = ""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The outcome of ``history --verify``."""

    environment: str
    databases: tuple[Verified, ...] = ()
    notes: tuple[str, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)

    def fails(self) -> bool:
        """Whether anything is wrong anywhere."""
        return any(database.problems for database in self.databases)

    def is_unbroken(self) -> bool:
        """Whether all of them were read, and nothing is wrong."""
        return not self.fails() and not any(database.unread for database in self.databases)
