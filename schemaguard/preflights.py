"""What ``preflight`` found in live rows and on live servers. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Answer(StrEnum):
    """What a probe says, from the best to the worst."""

    #: It was looked for, and is not there.
    CLEAN = "clean"
    #: Good to know: how large a table is, what a drop destroys.
    NOTICE = "notice"
    #: It may be in the way.
    WARNING = "warning"
    #: It cannot be told, and the message says why.
    UNKNOWN = "unknown"
    #: The migration would fail, or change rows that it should not.
    FAILED = "failed"

    @property
    def rank(self) -> int:
        """The place in this list."""
        return list(Answer).index(self)


@dataclass(frozen=True, slots=True)
class Probed:
    """What one probe says about one thing on one database."""

    #: The probe's name: "nulls-before-not-null".
    probe: str
    database: str
    answer: Answer
    #: One sentence, with the count.
    message: str
    #: The full name of what it is about: "shop_order.note"; empty for the server as a whole.
    object: str = ""
    #: The migration that needs it; empty for the server as a whole.
    app: str = ""
    migration: str = ""
    operation: int | None = None
    line: int = 0
    path: str = ""
    #: How many rows; exact unless ``sampled``. None where nothing was counted.
    count: int | None = None
    #: Keys of some of these rows: "id=42".
    examples: tuple[str, ...] = ()
    #: Shows all of them; empty where there is no such query.
    query: str = ""
    #: What to do about it.
    remedy: str = ""
    #: The time ran out, so that only a part of the rows was looked at: the message says how many.
    sampled: bool = False
    seconds: float = 0.0
    #: Numbers for programs: {"rows": 1000, "bytes": 81920}.
    facts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DatabasePreflight:
    """All that was asked of one database."""

    database: str
    vendor: str
    #: The product and its version.
    server: str
    #: The pending migrations, in order, as (app, name).
    pending: tuple[tuple[str, str], ...] = ()
    probed: tuple[Probed, ...] = ()
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    def worst(self) -> Answer:
        """The worst answer; clean where nothing was asked."""
        return max((item.answer for item in self.probed), key=lambda answer: answer.rank, default=Answer.CLEAN)


@dataclass(frozen=True, slots=True)
class PreflightReport:
    """The outcome of ``preflight``."""

    environment: str
    databases: tuple[DatabasePreflight, ...] = ()
    notes: tuple[str, ...] = ()

    def count(self, answer: Answer) -> int:
        """How many probes said exactly this."""
        return sum(item.answer is answer for database in self.databases for item in database.probed)
