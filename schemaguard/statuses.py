"""What ``status`` says of each database of each environment. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """Where what is said of a database comes from."""

    LIVE = "live"
    #: A file that was written there; nobody has asked the database now.
    SNAPSHOT = "snapshot"
    #: Its server says that it is not there yet.
    MISSING = "missing"
    #: It could not be asked, and the message says why.
    UNREACHABLE = "unreachable"


class Drift(StrEnum):
    """Whether the schema is what it should be."""

    NONE = "none"
    DRIFTED = "drifted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PendingMigration:
    """A migration that is not applied."""

    app: str
    migration: str
    #: "expand", "contract", "both" or "unknown".
    phase: str

    @property
    def name(self) -> str:
        """As people write it: "shop.0007_x"."""
        return f"{self.app}.{self.migration}"


@dataclass(frozen=True, slots=True)
class LastRun:
    """The latest run that changed something, or was to."""

    id: str
    command: str
    who: str
    #: When it began, in words.
    when: str
    #: "done", "failed", "stopped" or "open".
    outcome: str


@dataclass(frozen=True, slots=True)
class DatabaseStatus:
    """One database of one environment."""

    environment: str
    database: str
    state: State = State.LIVE
    vendor: str = ""
    #: The product and its version.
    server: str = ""
    #: How many migrations are applied; None where it cannot be told.
    applied: int | None = None
    #: The last applied migrations of each app.
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pending: tuple[PendingMigration, ...] = ()
    #: Recorded as applied, and no file has them: "shop.0009_x".
    unknown: tuple[str, ...] = ()
    #: Neither applied nor not: an interrupted run has left them so.
    half: tuple[str, ...] = ()
    drift: Drift = Drift.UNKNOWN
    #: Why, in a sentence.
    drift_because: str = ""
    #: How many differences there are; None where nobody counted.
    differences: int | None = None
    last_run: LastRun | None = None
    #: Who runs migrations on it now, in words; empty: nobody.
    holder: str = ""
    #: What needs a person, in sentences with the way out.
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def phases(self) -> Mapping[str, int]:
        """How many pending migrations are of each phase."""
        words = [item.phase for item in self.pending]
        return {word: words.count(word) for word in dict.fromkeys(words)}


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The outcome of ``status``."""

    databases: tuple[DatabaseStatus, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def problems(self) -> int:
        """How many things need a person."""
        return sum(len(one.problems) for one in self.databases)
