"""What a rehearsal found, migration by migration. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from schemaguard.findings import Finding
from schemaguard.schema.changes import Change


class Verdict(StrEnum):
    """What became of a database that went forward and back, from the best to the worst."""

    #: Schema and rows are as they were.
    RESTORED = "restored"
    #: It could not be tried, or was not to be.
    SKIPPED = "skipped"
    #: It says so itself: an operation has no reverse.
    IRREVERSIBLE = "irreversible"
    #: Something of the schema, or a row, is left or is missing.
    RESIDUE = "residue"
    #: The reverse says that it worked, and has undone nothing.
    NO_OP = "no-op"
    #: Values that were there before are gone.
    LOSSY = "lossy"
    FAILED_REVERSE = "failed-reverse"
    FAILED_FORWARD = "failed-forward"

    @property
    def rank(self) -> int:
        """The place in this list."""
        return list(Verdict).index(self)


#: What to do about a verdict. docs/reference/verdicts.md says more.
REMEDIES: Mapping[Verdict, str] = {
    Verdict.SKIPPED: "Mend the migration that it waits for, then rehearse again.",
    Verdict.IRREVERSIBLE: "Write a reverse, or declare at the operation that there is none: "
    "# schemaguard: ignore operation-cannot-be-reversed -- why",
    Verdict.RESIDUE: "Let the reverse take away what the migration makes, and make again what it takes away.",
    Verdict.NO_OP: "Let the reverse undo what the migration does, and nothing else.",
    Verdict.LOSSY: "Copy the values aside before they go, and let the reverse bring them back. Where they are meant to "
    "go, declare it at the operation: # schemaguard: ignore drop-column -- why",
    Verdict.FAILED_REVERSE: "Mend the reverse. Where rows stop it, let it change them first; operations are undone "
    "from the last to the first.",
    Verdict.FAILED_FORWARD: "Where rows stop it, change them in a migration before this one. If they were generated, "
    "and real ones are never like that, seed better ones: SCHEMAGUARD['REHEARSAL']['SEEDS']",
}


class Again(StrEnum):
    """What became of going forward a second time, after the reverse."""

    SAME = "same"
    DIFFERENT = "different"
    FAILED = "failed"
    NOT_RUN = "not-run"


@dataclass(frozen=True, slots=True)
class Executed:
    """A statement that was run."""

    sql: str
    seconds: float
    #: The number of the operation it belongs to, and the line in the migration's file.
    operation: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that was held until the end of the migration, on something that was there before it."""

    table: str
    #: As the database names it.
    mode: str


@dataclass(frozen=True, slots=True)
class Phase:
    """One way through a migration: forward, or its reverse."""

    seconds: float = 0.0
    statements: tuple[Executed, ...] = ()
    locks: tuple[Lock, ...] = ()
    #: Tables that were written anew, that changes of the schema have read from end to end (on MongoDB also queries),
    #: and indexes that were built on old tables.
    rewrites: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    index_builds: tuple[str, ...] = ()
    #: How the server did it, where it says so: MySQL's algorithms by table, rebuilt tables of SQLite.
    ways: Mapping[str, str] = field(default_factory=dict)
    #: Sentences about what could not be seen.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lost:
    """Values, or whole rows, that are not what they were."""

    table: str
    #: Empty: whole rows are missing.
    column: str
    rows: int
    #: The key of one of them; empty where rows have no key.
    example: str = ""
    #: There may be more: the table is too large to tell.
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """Rows, or values where there was none, that the reverse has left."""

    table: str
    rows: int
    example: str = ""
    #: Empty: whole rows.
    column: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a way could not be gone."""

    #: One line, without secrets.
    message: str
    statement: str = ""
    operation: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one reversal has brought."""

    verdict: Verdict
    residue: tuple[Change, ...] = ()
    lost: tuple[Lost, ...] = ()
    left: tuple[Left, ...] = ()
    #: Words for what is no difference: "column-order", "names", "sequences", "fresh-values".
    notes: tuple[str, ...] = ()
    error: Failure | None = None
    #: Its file says, with a reason, that it is irreversible, or that what is lost is meant to be.
    declared: bool = False
    #: Why it was skipped, in a sentence.
    why: str = ""


@dataclass(frozen=True, slots=True)
class MigrationRehearsal:
    """Everything about one migration on one database."""

    app: str
    migration: str
    #: From its own place in the plan, one step back.
    step: Outcome | None
    forward: Phase = field(default_factory=Phase)
    reverse: Phase = field(default_factory=Phase)
    again: Again = Again.NOT_RUN
    again_changes: tuple[Change, ...] = ()
    again_error: Failure | None = None
    forward_again: Phase = field(default_factory=Phase)
    #: From the end of the plan, with everything after it reversed before.
    head: Outcome | None = None
    #: Sentences: what could not be seeded, what a static finding says otherwise.
    remarks: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    path: str = ""
    #: A hash of what the migration does.
    digest: str = ""
    #: Of an app outside of the project, which nobody has asked for by name: nobody here can mend it.
    foreign: bool = False

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Of the reversals that were asked for."""
        return tuple(outcome for outcome in (self.step, self.head) if outcome is not None)

    @property
    def worse(self) -> Outcome | None:
        """The worse of both reversals; where they are equally bad, the single step.

        One that was not tried says nothing beside one that was.
        """
        tried = [outcome for outcome in self.outcomes if outcome.verdict is not Verdict.SKIPPED]
        return max(tried or self.outcomes, key=lambda outcome: outcome.verdict.rank, default=None)

    @property
    def verdict(self) -> Verdict:
        """Of the worse of both reversals."""
        return Verdict.SKIPPED if self.worse is None else self.worse.verdict

    @property
    def counts_as(self) -> Verdict:
        """The verdict that decides whether a rehearsal fails.

        Going forward again is part of the proof, so where that fails it counts as a failed reverse, and where it gives
        something else as residue. A reverse that undoes nothing loses what the migration has overwritten. What was
        declared was decided by somebody, and what is foreign can be mended elsewhere only: both count as skipped. But
        what does not run at all always counts.
        """
        if self.foreign and self.verdict is not Verdict.FAILED_FORWARD:
            return Verdict.SKIPPED
        found = [_counted(outcome) for outcome in self.outcomes] or [Verdict.SKIPPED]
        if self.again in _COUNTED:
            found.append(_COUNTED[self.again])
        return max(found, key=lambda verdict: verdict.rank)

    @property
    def remedy(self) -> str:
        """What to do, in a sentence or two; empty where there is nothing to do."""
        if not self.fails() and self.counts_as is not self.verdict:
            return ""  # Declared, or foreign.
        if self.again is Again.FAILED and self.verdict.rank < Verdict.RESIDUE.rank:
            return "Let the way forward bear a second run."
        return REMEDIES.get(self.counts_as if self.verdict is Verdict.RESTORED else self.verdict, "")

    def fails(self, threshold: Verdict | None = Verdict.IRREVERSIBLE) -> bool:
        """Whether it counts as this verdict or a worse one. None never fails."""
        return threshold is not None and self.counts_as.rank >= threshold.rank


_COUNTED = {Again.FAILED: Verdict.FAILED_REVERSE, Again.DIFFERENT: Verdict.RESIDUE}


def _counted(outcome: Outcome) -> Verdict:
    if outcome.declared and outcome.verdict in (Verdict.IRREVERSIBLE, Verdict.LOSSY):
        return Verdict.RESIDUE if outcome.residue or outcome.left else Verdict.SKIPPED
    return Verdict.LOSSY if outcome.lost and outcome.verdict.rank < Verdict.LOSSY.rank else outcome.verdict


@dataclass(frozen=True, slots=True)
class DatabaseRehearsal:
    """All migrations that were rehearsed on one database."""

    database: str
    vendor: str
    #: The product and its version.
    server: str
    #: "empty", an alias, or the name of another place that structure and rows came from.
    source: str
    migrations: tuple[MigrationRehearsal, ...] = ()
    #: How many rows each table had at the most; None: all.
    rows: int | None = None
    mode: str = "step"
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RehearsalReport:
    """The outcome of ``rehearse``."""

    databases: tuple[DatabaseRehearsal, ...] = ()
    notes: tuple[str, ...] = ()
    version: str = ""

    @property
    def migrations(self) -> tuple[MigrationRehearsal, ...]:
        """Those of all databases."""
        return tuple(migration for database in self.databases for migration in database.migrations)

    def count(self, verdict: Verdict) -> int:
        """How many migrations have this verdict."""
        return sum(migration.verdict is verdict for migration in self.migrations)

    def fails(self, threshold: Verdict | None = Verdict.IRREVERSIBLE) -> bool:
        """Whether a migration does."""
        return any(migration.fails(threshold) for migration in self.migrations)
