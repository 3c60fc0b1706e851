"""What an action returns and a format renders. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemaguard.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The outcome of ``check``.

    ``findings`` are those that count; ``suppressed`` were silenced by a comment, ``baselined`` were
    taken over by the baseline. ``notes`` are sentences for the reader, such as a database that
    could not be asked. ``sources`` holds the lines of the files that findings point to.
    """

    findings: tuple[Finding, ...] = ()
    #: The migrations that were judged, as (app, name), in plan order.
    judged: tuple[tuple[str, str], ...] = ()
    suppressed: int = 0
    baselined: int = 0
    notes: tuple[str, ...] = ()
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    version: str = ""

    @property
    def migrations(self) -> int:
        """How many migrations were judged."""
        return len(self.judged)

    def count(self, severity: Severity) -> int:
        """How many findings have exactly this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def fails(self, threshold: Severity | None) -> bool:
        """Whether a finding is of this severity or worse. None never fails."""
        return threshold is not None and any(f.severity.rank >= threshold.rank for f in self.findings)
