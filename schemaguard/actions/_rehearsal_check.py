"""What ``check`` says about migrations that are rehearsed, for the servers they are rehearsed on.

Findings are those that ``check`` shows: what a comment silences or the baseline has taken over is left out. They are
about the same migrations as well: those of the project's own apps, and of an app that was asked for by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.conf import settings as django_settings
from django.utils import timezone

from schemaguard.actions import _baseline, _ignores
from schemaguard.actions.check import merge, number
from schemaguard.conf import Settings
from schemaguard.databases.base import Lock
from schemaguard.databases.registry import database
from schemaguard.findings import Finding
from schemaguard.rules._columns import column_before
from schemaguard.rules._tables import table_of
from schemaguard.rules.catalogue import all_rules
from schemaguard.rules.judge import Judge
from schemaguard.statements import (
    AlterColumn,
    Block,
    CreateTable,
    Delete,
    DropColumn,
    DropTable,
    Opaque,
    RenameTable,
    RunCode,
    Statement,
    Truncate,
)
from schemaguard.steps.loader import Node, Project
from schemaguard.steps.step import Context, MigrationSteps, Step
from schemaguard.steps.units import release_units
from schemaguard.steps.walk import Course, Walk
from schemaguard.target import Target

#: Statements of which nobody knows what they do to which table.
_UNREAD = (Block, Opaque, RunCode)
_DESTROYS = (Delete, DropColumn, DropTable, Truncate)


@dataclass(frozen=True, slots=True)
class Claim:
    """What ``check`` takes a statement to do to a table that was there before the migration."""

    #: The place of the operation, as in ``Location.part``.
    part: str
    #: Under its first name.
    table: str
    lock: Lock
    #: It is the other table of a foreign key.
    far: bool = False


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is known of a migration on one database before it runs."""

    #: What ``check`` shows.
    findings: tuple[Finding, ...] = ()
    #: What it would show if nothing were silenced.
    mentioned: tuple[Finding, ...] = ()
    forward: tuple[Claim, ...] = ()
    reverse: tuple[Claim, ...] = ()
    #: The tables that each operation is about, one way or the other; without one: not known.
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: Columns, or whole tables where it is empty, whose values operations throw away.
    destroys: frozenset[tuple[str, str, str]] = frozenset()

    def covers(self, finding: Finding, table: str) -> bool:
        """Whether a finding may be about a table."""
        subject, known = finding.subject, self.tables.get(finding.location.part)
        if subject == table or subject.startswith(f"{table}."):
            return True
        return known is not None and (table in known or not known)


@dataclass(frozen=True, slots=True)
class Question:
    """What to judge: some migrations of a project, for one database on its server."""

    project: Project
    alias: str
    target: Target
    judged: Collection[Node]
    #: What is released in one go.
    together: Collection[Node] = frozenset()
    #: Further migrations that rules are not asked about: only what they lock and destroy is told.
    walked: Collection[Node] = frozenset()


def foresee(
    question: Question, settings: Settings, look: Callable[[MigrationSteps], None] = lambda steps: None
) -> dict[Node, Foreseen]:
    """One pass over the plan. ``look`` is given each of the migrations as well, while the models stand where it is."""
    project, target = question.project, question.target
    own = project.own_apps(settings.apps, settings.exclude_apps)
    units = release_units(project.plan, frozenset(question.together))
    walk = Walk(
        [Course(target, database(target.vendor), (question.alias,))],
        project.empty_state(),
        context=Context(settings, tuple(django_settings.DATABASES), timezone.now().date()),
        wanted=lambda file: file.key in question.judged or file.key in question.walked,
        own=lambda app: app in own,
        unit_of=lambda file: units[file.key],
    )
    judge = Judge(all_rules(settings.extra_rules), dict(settings.rules))
    said: list[Finding] = []
    known: dict[Node, Foreseen] = {}
    for steps in walk.migrations(project.plan):
        if steps.file.key in question.judged:
            said += judge.migration(steps)
        look(steps)
        known[steps.file.key] = _foreseen([step for step in steps.steps if step.databases])
    said = number(merge(said))
    shown, mentioned = _by_migration(_shown(said, question, judge, settings)), _by_migration(said)
    return {
        node: replace(value, findings=tuple(shown[node]), mentioned=tuple(mentioned[node]))
        for node, value in known.items()
    }


def _shown(said: list[Finding], question: Question, judge: Judge, settings: Settings) -> list[Finding]:
    """What neither a comment silences nor the baseline has taken over; and what is wrong with comments."""
    files = {node: question.project.files[node] for node in question.judged}
    left = number(_ignores.apply(said, files, judge, frozenset({question.target.vendor}), complete=False).kept)
    baseline = Path(settings.baseline) if settings.baseline else None
    return _baseline.apply(left, baseline, judge, complete=False).kept


def _by_migration(findings: Iterable[Finding]) -> dict[Node, list[Finding]]:
    """The worst first."""
    found: dict[Node, list[Finding]] = defaultdict(list)
    for finding in sorted(findings, key=lambda item: (-item.severity.rank, item.location.operation or 0, item.id)):
        found[finding.location.app, finding.location.migration].append(finding)
    return found


def _foreseen(steps: list[Step]) -> Foreseen:
    tables: dict[str, frozenset[str]] = {}
    for step in steps:
        statements = (*step.statements, *step.reverse_statements)
        named = [table for table in map(table_of, statements) if table]
        named += [statement.to for statement in statements if isinstance(statement, RenameTable)]
        unread = any(isinstance(statement, _UNREAD) for statement in statements)
        tables[step.part] = frozenset() if unread else frozenset(named)
    return Foreseen(
        forward=tuple(_claims(steps, lambda step: step.statements)),
        reverse=tuple(_claims(steps[::-1], lambda step: step.reverse_statements)),
        tables=tables,
        destroys=frozenset(_destroyed(steps)),
    )


def _claims(steps: Iterable[Step], statements_of: Callable[[Step], Iterable[Statement]]) -> Iterator[Claim]:
    """In the order in which they run. Tables that the way makes itself are left out."""
    first: dict[str, str] = {}
    made: set[str] = set()
    for step in steps:
        kind = database(step.target.vendor)
        for statement in statements_of(step):
            table = table_of(statement) or ""
            if isinstance(statement, CreateTable):
                made.add(table)
            lock = kind.lock(_completed(step, statement), step.target)
            if lock is not None:
                locks = {table: lock} | {name: kind.held(mode) or Lock(mode) for name, mode in lock.others.items()}
                yield from (
                    Claim(step.part, first.get(name, name), held, far=name != table)
                    for name, held in locks.items()
                    if name and first.get(name, name) not in made
                )
            if isinstance(statement, RenameTable):
                first[statement.to] = first.pop(table, table)


def _completed(step: Step, statement: Statement) -> Statement:
    """SQL does not tell what a column was before; often the models do."""
    if isinstance(statement, AlterColumn):
        return replace(statement, before=column_before(step, statement))
    return statement


def _destroyed(steps: Iterable[Step]) -> Iterator[tuple[str, str, str]]:
    """The operation, the table and the column."""
    for step in steps:
        for statement in step.statements:
            if isinstance(statement, _DESTROYS) and not (isinstance(statement, Delete) and statement.where):
                column = statement.column.name if isinstance(statement, DropColumn) else ""
                yield step.part, statement.table, column
