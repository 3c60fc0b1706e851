"""What an action returns and a format renders. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemaguard.findings import Finding, Severity
from schemaguard.schema.changes import Change
from schemaguard.schema.renames import Rename
from schemaguard.schema.snapshot import SchemaSnapshot
from schemaguard.schema.weights import Weight


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


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two databases, judged and put into words."""

    #: "alter_column", "drop_table" …; for the history of migrations "unknown_migration" and the like.
    kind: str
    #: Its full name: "shop_order.total".
    object: str
    weight: Weight
    #: What differs, on one line: "numeric(8,2) -> numeric(10,2)".
    detail: str
    #: What that means, in a sentence or two.
    effect: str = ""
    #: Drift: which side is wrong, "live", "migrations", "models" or "recorder"; empty where nobody can tell.
    side: str = ""
    #: Drift: the migration that makes, or would make, the object, as "shop.0007_x".
    migration: str = ""
    #: None where it is about the history of migrations.
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class DatabaseComparison:
    """Two databases side by side."""

    alias: str
    left: SchemaSnapshot
    right: SchemaSnapshot
    differences: tuple[Difference, ...] = ()
    #: May be none, because one side could not read everything.
    unknown: tuple[Difference, ...] = ()
    renames: tuple[Rename, ...] = ()
    #: Differences that were left out: the name of the object, and the reason somebody gave.
    ignored: tuple[tuple[str, str], ...] = ()
    #: Sentences: what is no difference, what could not be read or compared.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """The outcome of ``compare`` and ``drift``. Drift has what is expected on the left, what is live on the right."""

    command: str
    left: str
    right: str
    left_fingerprint: str
    right_fingerprint: str
    databases: tuple[DatabaseComparison, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[Difference, ...]:
        """All differences, database by database."""
        return tuple(difference for database in self.databases for difference in database.differences)

    @property
    def equal(self) -> bool:
        """Whether nothing differs. What is unknown is not equal either."""
        return not any(database.differences or database.unknown for database in self.databases)

    def count(self, weight: Weight) -> int:
        """How many differences have exactly this weight."""
        return sum(difference.weight is weight for difference in self.differences)

    def fails(self, threshold: Weight | None) -> bool:
        """Whether a difference is of this weight or worse, or may be. None never fails."""
        if threshold is None:
            return False
        found = (item for database in self.databases for item in (*database.differences, *database.unknown))
        return any(item.weight.rank >= threshold.rank for item in found)
