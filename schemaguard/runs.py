"""What runs do and what the ledger says of them. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Event(StrEnum):
    """What an entry of the ledger says happened. Entries are added, never changed: a step has one for each moment."""

    #: A run began. This entry vouches for the row of the run as well.
    BEGUN = "begun"
    #: A migration is about to run, or to be taken back.
    STARTED = "started"
    #: One operation of a migration that cannot be undone as a whole has run; ``statement`` counts within RunSQL.
    OPERATION = "operation"
    #: A migration has run, or was taken back. Where the engine can, written in the migration's own transaction.
    DONE = "done"
    #: The same, without running anything: ``migrate --fake``.
    FAKED = "faked"
    #: A migration failed. What it had done is undone, or else the entries of its operations say what is there.
    FAILED = "failed"
    #: A run ended. One without this entry still runs, or was killed.
    ENDED = "ended"
    #: A row of django_migrations came or went without a run.
    OBSERVED = "observed"
    #: A person approved a plan, or a migration's digest; or takes that back.
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """How a run, or a migration in it, ended."""

    DONE = "done"
    FAILED = "failed"
    #: By Ctrl-C or SIGTERM.
    STOPPED = "stopped"
    #: Begun, and not ended: it still runs, or was killed.
    OPEN = "open"
    NOT_RUN = "not-run"


@dataclass(frozen=True, slots=True)
class Who:
    """Who runs something, and where."""

    #: The user of the operating system.
    system: str = ""
    #: Who started the job, as the CI system says: GITHUB_ACTOR, GITLAB_USER_LOGIN and the like.
    ci: str = ""
    #: The Django user, where there is one.
    django: str = ""
    host: str = ""

    def __str__(self) -> str:
        name = self.django or self.ci or self.system or "somebody"
        return f"{name} on {self.host}" if self.host else name


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A run, as it is known when it begins. ``id`` is 32 hexadecimal digits."""

    id: str
    environment: str
    database: str
    #: "apply", "rollback", "migrate", "observe", "approve" …
    command: str
    begun_at: datetime
    #: What was asked for, as on the command line; never a secret.
    arguments: str = ""
    #: The id of the plan that is carried out; empty without one.
    plan: str = ""
    who: Who = field(default_factory=Who)
    #: Of Python, Django, schemaguard, the server and the like, by name.
    versions: Mapping[str, str] = field(default_factory=dict)
    git_commit: str = ""
    git_branch: str = ""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is to be added to a run."""

    event: Event
    app: str = ""
    migration: str = ""
    backwards: bool = False
    #: The place of the migration in the run, from 0.
    position: int | None = None
    #: The place of the operation in the migration, and of the statement in the operation, from 0.
    operation: int | None = None
    statement: int | None = None
    #: What the file did: see MigrationFile.digest. For an approval of a plan: the id of the plan.
    digest: str = ""
    #: The text of the file, so that it can be taken back when the file is gone.
    source: str = ""
    #: The statements, one a line, without parameters.
    sql: str = ""
    reason: str = ""
    ticket: str = ""
    seconds: float | None = None
    #: Seconds spent waiting for locks.
    lock_seconds: float | None = None
    outcome: str = ""
    #: One line, without values of rows.
    error: str = ""
    #: Anything else that JSON can hold: findings that were allowed and by whom, approvals, the rehearsal's id,
    #: attempts, who stood in the way, what was verified.
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger."""

    #: Its place in the ledger of its database, from 1, without holes.
    number: int
    run: RunInfo
    at: datetime
    hash: str
    what: NewEntry

    @property
    def node(self) -> tuple[str, str]:
        """App and migration."""
        return self.what.app, self.what.migration


@dataclass(frozen=True, slots=True)
class MigrationRun:
    """What became of one migration in a run."""

    database: str
    app: str
    migration: str
    backwards: bool
    outcome: Outcome
    seconds: float = 0.0
    lock_seconds: float = 0.0
    #: How often it was tried: locks may need several tries.
    attempts: int = 1
    statements: int = 0
    #: The operation at which it went on after an interruption; None: it began at the beginning.
    resumed_at: int | None = None
    #: What of the migration's effects was looked for and found, how many of how many.
    verified: int = 0
    effects: int = 0
    #: What was not as it should be, in sentences.
    drift: tuple[str, ...] = ()
    error: str = ""
    #: What else a person should know: who stood in the way, what could not be verified.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunReport:
    """The outcome of ``apply`` and ``rollback``."""

    command: str
    environment: str
    outcome: Outcome
    #: The run's id by database.
    runs: Mapping[str, str] = field(default_factory=dict)
    migrations: tuple[MigrationRun, ...] = ()
    #: Why it stopped, in one line with the way out; empty where it did not.
    error: str = ""
    #: The command that takes this run back; empty where there is nothing to take back.
    rollback: str = ""
    #: The last entry of the ledger by database: "412 3f9c…".
    ledger: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    dry_run: bool = False
    notes: tuple[str, ...] = ()
    #: What stands between the plan and the database, in sentences; then nothing was begun.
    refusals: tuple[str, ...] = ()
    #: The exit code: 0, 1 where a migration failed, 130 and 143 where somebody stopped it.
    code: int = 0
