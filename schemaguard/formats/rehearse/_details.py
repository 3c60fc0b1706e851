"""Everything about one migration, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from schemaguard.findings import Finding, Severity
from schemaguard.formats._layout import PLAIN, Layout
from schemaguard.formats._paint import painter
from schemaguard.formats._tree import Tree
from schemaguard.formats._visible import visible
from schemaguard.formats._words import duration
from schemaguard.formats.check.as_text import COLOURS
from schemaguard.formats.registry import Style
from schemaguard.formats.rehearse._report import (
    differences,
    facts,
    name,
    noted,
    phases,
    place,
    reversals,
    second_time,
    server,
    told,
)
from schemaguard.rehearsals import DatabaseRehearsal, Executed, Failure, MigrationRehearsal, Outcome
from schemaguard.schema.changes import Change

INDENT = "    "
_DEEPER = ("  ", "  ")
#: Lines of a statement that failed. ``-v 2`` shows all of it.
_MOST_LINES = 5


def alone(database: DatabaseRehearsal, migration: MigrationRehearsal) -> str:
    """What is wrong with one migration, without colour: for a test that fails, or a line of a log."""
    details = Details.of(Style(width=100), database)
    head = f"{migration.verdict}: {name(migration)} on {database.database} ({server(database)})"
    return "\n".join([visible(head), *details.lines(migration)])


@dataclass(frozen=True, slots=True)
class Details:
    """Writes what there is to say about a migration."""

    database: DatabaseRehearsal
    layout: Layout
    tree: Tree
    verbosity: int
    #: What the reader has been told to do.
    advised: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, style: Style, database: DatabaseRehearsal) -> Details:
        """In this style."""
        layout = Layout(style.width - len(INDENT), painter(style.colour), 4 if style.verbosity < 2 else 1000)
        return cls(database, layout, Tree(layout, every_time=style.verbosity > 1), style.verbosity)

    def lines(self, migration: MigrationRehearsal) -> Iterator[str]:
        """All of it, indented."""
        return (f"{INDENT}{line}".rstrip() for line in self._lines(migration))

    def _lines(self, migration: MigrationRehearsal) -> Iterator[str]:
        for title, outcome in reversals(migration):
            if title and (outcome.verdict is not migration.verdict or outcome.residue or any(told(outcome))):
                yield from self._prose(f"{title}: {outcome.verdict}.", "bold")
            yield from self._outcome(migration, outcome)
        yield from self._second_time(migration)
        yield from self._remedy(migration)
        for label, phase in phases(migration)[: 3 if self.verbosity > 1 else 2]:
            for fact in facts(phase):
                yield from self._labelled(f"{label}, {fact.label}", fact.text)
            for statement in phase.statements if self.verbosity > 1 else ():
                yield from self._statement(label, migration, statement)
        for finding in migration.findings:
            yield from self._finding(finding)
        for remark in migration.remarks:
            yield from self._prose(remark)

    def _outcome(self, migration: MigrationRehearsal, outcome: Outcome) -> Iterator[str]:
        for sentence in told(outcome):
            yield from self._prose(sentence)
        yield from self._changes("before", "after the reverse", outcome.residue)
        if outcome.error is not None:
            yield from self._failure(migration, outcome.error)
        if self.verbosity > 1:
            for note in noted(outcome):
                yield from self._prose(f"Note: {note}", "dim")
        elif outcome.notes:
            # Long histories repeat themselves: the words are enough.
            yield from self._prose(f"notes: {', '.join(outcome.notes)}", "dim")

    def _second_time(self, migration: MigrationRehearsal) -> Iterator[str]:
        yield from self._prose(second_time(migration))
        yield from self._changes("the first time", "the second time", migration.again_changes)
        if migration.again_error is not None:
            yield from self._failure(migration, migration.again_error)

    def _remedy(self, migration: MigrationRehearsal) -> Iterator[str]:
        """Long histories repeat their mistakes: once is enough."""
        remedy = migration.remedy if migration.fails() else ""
        if remedy and (remedy not in self.advised or self.verbosity > 1):
            self.advised.add(remedy)
            yield from self._prose(f"What to do: {remedy}", "cyan")

    def _changes(self, left: str, right: str, changes: tuple[Change, ...]) -> Iterator[str]:
        """What remains, in the words of ``compare``."""
        if changes:
            yield from self.layout.row(PLAIN, "", (left, right), ("", "dim", "dim"))
            yield from (line for line in self.tree.groups(differences(changes, self.database.vendor)) if line)

    def _failure(self, migration: MigrationRehearsal, failure: Failure) -> Iterator[str]:
        yield from self._prose(failure.message, "red")
        yield from self._prose(place(migration, failure), "dim")
        found = list(self.layout.prose(_DEEPER, visible(" ".join(failure.statement.split()))))
        most = _MOST_LINES if self.verbosity < 2 else len(found)
        yield from found[:most]
        if len(found) > most:
            yield f"{_DEEPER[1]}…"

    def _statement(self, label: str, migration: MigrationRehearsal, statement: Executed) -> Iterator[str]:
        at = f", line {statement.line}" if statement.line else ""
        yield from self._labelled(f"{label}{at}, {duration(statement.seconds)}", " ".join(statement.sql.split()))

    def _finding(self, finding: Finding) -> Iterator[str]:
        if finding.severity is not Severity.NOTICE or self.verbosity > 1:
            text = f"check says {finding.severity} {finding.rule}: {finding.message}"
            yield from self._prose(text, COLOURS[finding.severity])

    def _labelled(self, label: str, text: str) -> Iterator[str]:
        return self.layout.prose(("", "  "), f"{label}: {visible(text)}", "dim")

    def _prose(self, text: str, ink: str = "") -> Iterator[str]:
        return self.layout.prose(("", "  "), visible(text), ink)
