"""What would run, in order, with all that is known about it. Plain values, no Django."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from schemaguard.findings import Finding
from schemaguard.preflights import Answer, Probed


class Phase(StrEnum):
    """When a migration may run, seen from the code that is deployed."""

    #: Before the new code: what the old code uses stays as it is.
    EXPAND = "expand"
    #: After it: something goes that the old code uses.
    CONTRACT = "contract"
    #: It does both, so that there is no good moment. Split it.
    BOTH = "both"
    #: It cannot be told: SQL or code that nobody could read.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Locked:
    """A lock that a migration takes on a table that is there before it."""

    table: str
    #: As the database names it.
    mode: str
    blocks_reads: bool = False
    blocks_writes: bool = False
    #: Whether it is held for as long as rows are read or written anew.
    scans: bool = False
    rewrites: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """The latest rehearsal of exactly this migration."""

    id: str
    verdict: str
    #: By which verdict it counts.
    counts_as: str
    again: str
    server: str
    source: str
    rows: int | None
    seconds: float
    #: When, in words.
    when: str


class Lacks(StrEnum):
    """What kind of thing stops ``apply``."""

    #: A reason, or what else METADATA requires.
    REASON = "reason"
    #: A finding of error severity, which has to be named.
    FINDING = "finding"
    #: A probe that failed: mend the rows, or the migration.
    PROBE = "probe"
    #: There is no rehearsal of exactly this on such a server.
    REHEARSAL = "rehearsal"
    #: There is one, and it went wrong: its verdict has to be named.
    VERDICT = "verdict"
    #: Too few people have approved exactly this.
    APPROVAL = "approval"
    #: Values that the way back throws away.
    LOSS = "loss"
    #: An operation without a reverse.
    IRREVERSIBLE = "irreversible"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stops ``apply``."""

    kind: Lacks
    #: One sentence, with the way out where there is one.
    text: str
    #: The word that ``--allow`` takes to go on all the same; empty where nothing can be allowed.
    allow: str = ""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One migration on one database."""

    database: str
    vendor: str
    app: str
    migration: str
    backwards: bool = False
    #: What the file does: see MigrationFile.digest.
    digest: str = ""
    path: str = ""
    reason: str = ""
    ticket: str = ""
    phase: Phase = Phase.UNKNOWN
    #: Why, in a sentence.
    phase_because: str = ""
    #: Whether it runs in one transaction.
    atomic: bool = True
    reversible: bool = True
    #: What Django says each operation does.
    operations: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    probed: tuple[Probed, ...] = ()
    rehearsal: Evidence | None = None
    #: How long it may take; None where nothing tells. And why it is thought so.
    seconds: float | None = None
    seconds_because: str = ""
    locks: tuple[Locked, ...] = ()
    #: "table" or "table.column" whose values are thrown away.
    destroys: tuple[str, ...] = ()
    #: What a reason, a rehearsal or an approval is missing, in sentences; each one stops ``apply``.
    missing: tuple[str, ...] = ()
    #: Who approved exactly this, as the ledger says.
    approved_by: tuple[str, ...] = ()
    #: Everything that stops ``apply``, for programs; what ``missing`` says is in here as well.
    obstacles: tuple[Obstacle, ...] = ()
    #: Whether the app belongs to the project, not to an installed package.
    own: bool = True

    @property
    def node(self) -> tuple[str, str]:
        """App and migration."""
        return self.app, self.migration

    @property
    def name(self) -> str:
        """As people write it: "shop.0007_x"."""
        return f"{self.app}.{self.migration}"


@dataclass(frozen=True, slots=True)
class PlannedDatabase:
    """A database as it was when the plan was made."""

    alias: str
    vendor: str
    #: The product and its version.
    server: str
    #: What the server calls the database. Never a host or a path.
    name: str
    #: The schema's fingerprint, and a hash of what is recorded as applied.
    fingerprint: str
    applied: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What would run, in order, SQL and MongoDB together."""

    environment: str
    #: "apply" or "rollback".
    command: str = "apply"
    databases: tuple[PlannedDatabase, ...] = ()
    steps: tuple[PlannedStep, ...] = ()
    #: "expand" or "contract" where only these were asked for.
    phase: str = ""
    #: Probes that are about a server as a whole, by alias.
    servers: Mapping[str, tuple[Probed, ...]] = field(default_factory=dict)
    protected: bool = False
    notes: tuple[str, ...] = ()
    #: The app, or app and migration, that was asked for; empty: everything.
    target: tuple[str, ...] = ()
    #: Whether databases were chosen, instead of all that there are.
    chosen: bool = False

    def obstacles(self) -> Iterator[tuple[PlannedStep, Obstacle]]:
        """Everything that stops ``apply``, in order."""
        return ((step, obstacle) for step in self.steps for obstacle in step.obstacles)

    def failed(self) -> tuple[Probed, ...]:
        """Probes about servers as a whole that stop ``apply``."""
        found = (item for probed in self.servers.values() for item in probed)
        return tuple(item for item in found if item.answer is Answer.FAILED)

    def stops(self) -> int:
        """How many things stop ``apply``."""
        return sum(1 for _ in self.obstacles()) + len(self.failed())

    def allowances(self) -> tuple[str, ...]:
        """The words that ``--allow`` needs before everything that can be allowed is."""
        words = {obstacle.allow for _, obstacle in self.obstacles() if obstacle.allow}
        return tuple(sorted(words | {item.probe for item in self.failed()}))


def identity(plan: Plan) -> str:
    """A hash of what must not differ between a plan that was reviewed and what is applied."""
    what = {
        "command": plan.command,
        "environment": plan.environment,
        "databases": [[one.alias, *_place(one), one.fingerprint, one.applied] for one in plan.databases],
        "steps": [[*_what(step), step.digest] for step in plan.steps],
    }
    text = json.dumps(what, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _place(one: PlannedDatabase) -> tuple[str, str]:
    return one.vendor, one.name


def _what(step: PlannedStep) -> tuple[str, str, str, bool]:
    return step.database, step.app, step.migration, step.backwards


def differences(saved: Plan, now: Plan) -> tuple[str, ...]:
    """Why a plan that was saved is not what would run now, in sentences; nothing where it is."""
    return tuple(_differences(saved, now))


def _differences(saved: Plan, now: Plan) -> Iterator[str]:
    if saved.command != now.command:
        yield f"The plan is one for {saved.command}, and not for {now.command}."
    if saved.environment != now.environment:
        yield f"The plan was made for the environment {saved.environment!r}, and this is {now.environment!r}."
    moved = list(_other_databases(saved, now))
    yield from moved
    if not moved:
        yield from _other_schemas(saved, now)
        yield from _other_steps(saved, now)


def _other_databases(saved: Plan, now: Plan) -> Iterator[str]:
    here = {one.alias: one for one in now.databases}
    for one in saved.databases:
        found = here.get(one.alias)
        if found is None:
            yield f"The plan is about the database {one.alias!r}, which is not there, or was not asked for."
        elif found.vendor != one.vendor:
            yield f"The database {one.alias!r} of the plan is on {one.vendor}, and this one is on {found.vendor}."
        elif found.name != one.name:
            yield f"The database {one.alias!r} of the plan is {one.name!r}, and this one is {found.name!r}."
    for alias in here.keys() - {one.alias for one in saved.databases}:
        yield f"The plan is not about the database {alias!r}."


def _other_schemas(saved: Plan, now: Plan) -> Iterator[str]:
    here = {one.alias: one for one in now.databases}
    for one in saved.databases:
        found = here[one.alias]
        if found.applied != one.applied:
            yield f"Other migrations are recorded as applied on {one.alias!r} than when the plan was made."
        if found.fingerprint != one.fingerprint:
            yield f"The schema of {one.alias!r} is not what it was when the plan was made."


def _other_steps(saved: Plan, now: Plan) -> Iterator[str]:
    here, there = ({_what(step): step for step in plan.steps} for plan in (now, saved))
    for key, step in there.items():
        if key not in here:
            yield f"{step.name} of the plan is not pending on {step.database!r}: it was applied, or is gone."
        elif here[key].digest != step.digest:
            yield f"{step.name} does not do what it did when the plan was made: its file has changed."
    for key, step in here.items():
        if key not in there:
            yield f"{step.name} is pending on {step.database!r}, and not in the plan."
    if list(here) != list(there) and here.keys() == there.keys():
        yield "The migrations of the plan run in another order now."
