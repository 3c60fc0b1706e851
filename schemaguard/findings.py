"""Findings: what a rule says about one place. Plain values, no Django."""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass, field


class Severity(enum.StrEnum):
    """How sure and how bad. Errors fail a check by default; the order is best first."""

    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for a notice, 1 for a warning, 2 for an error."""
        return _RANKS[self]


_RANKS = {Severity.NOTICE: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Axis(enum.StrEnum):
    """What kind of harm. A verdict never mixes them."""

    BREAKS_RUNNING_CODE = "breaks-running-code"
    BLOCKS = "blocks"
    LOSES_DATA = "loses-data"
    FAILS_ON_ROWS = "fails-on-rows"
    IRREVERSIBLE = "irreversible"
    HISTORY = "history"
    METADATA = "metadata"
    HYGIENE = "hygiene"


class Evidence(enum.StrEnum):
    """How a finding is known."""

    STATIC = "static"
    ROWS = "rows"
    TRACE = "trace"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a finding is. ``operation`` counts from 0; a nested one has a ``part`` such as ``"1.0"``."""

    app: str
    migration: str = ""
    operation: int | None = None
    part: str = ""
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One hazard in one place, on one database."""

    rule: str
    id: str
    severity: Severity
    axis: Axis
    location: Location
    message: str
    effect: str = ""
    remedy: str = ""
    databases: tuple[str, ...] = ()
    vendor: str = ""
    evidence: tuple[Evidence, ...] = (Evidence.STATIC,)
    #: What the finding is about (table, column, index …), so that it keeps its fingerprint
    #: when operations are reordered or reformatted.
    subject: str = ""
    direction: str = "forward"
    fingerprint: str = field(default="", compare=False)

    def identity(self, occurrence: int = 0) -> str:
        """A hash of what the finding says and where, without line numbers, positions or severity.

        ``occurrence`` tells findings apart that say the same about the same thing in one migration.
        """
        place = (self.location.app, self.location.migration)
        parts = (self.rule, *place, self.direction, self.subject, str(occurrence))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """A finding that was taken over into the baseline file."""

    fingerprint: str
    rule: str
    app: str
    migration: str
    message: str
