"""Markdown for a merge request: numbers, a table of migrations for each database, and folded what went wrong."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.formats._html import Html, text
from schemaguard.formats._markdown import MOST, Page, code, escaped, item
from schemaguard.formats._words import plural
from schemaguard.formats.registry import Style
from schemaguard.formats.rehearse._details import alone
from schemaguard.formats.rehearse._report import (
    GUIDE,
    facts,
    name,
    notes,
    phases,
    reversals,
    second_time,
    seconds,
    server,
    summary,
    told,
    where_from,
)
from schemaguard.rehearsals import DatabaseRehearsal, MigrationRehearsal, RehearsalReport

#: Kept for the last sentence, and for the ends of what is folded.
_RESERVE = 300
_HEAD = ("verdict", "migration", "forward", "reverse", "again", "what does not survive", "what it does to tables")


def render(report: RehearsalReport, style: Style) -> str:
    """At most ``MOST`` characters, failures first. What is left out is said."""
    page = Page(MOST - _RESERVE)
    page.add(f"## Rehearsal {'failed' if report.fails() else 'passed'}", "", item(summary(report)))
    left_out = sum(not page.add(line) for line in _notes(report))
    for database in report.databases:
        left_out += _failing(page, database)
    for database in report.databases:
        left_out += _others(page, database)
    if report.fails():
        left_out += not page.add("", f"What each verdict means, and what to do: {code(GUIDE)} of schemaguard.")
    if left_out:
        page.lines += [
            "",
            f"**{plural(left_out, 'line')} left out**, because a comment may not be longer. The format html has all.",
        ]
    return "\n".join(page.lines)


def _notes(report: RehearsalReport) -> Iterator[str]:
    for note in notes(report):
        yield item(f"Note: {note}")


def _failing(page: Page, database: DatabaseRehearsal) -> int:
    """What fails on one database, as a table and at length; the number of lines that did not fit."""
    title = f"### Database {code(database.database)}: {escaped(server(database))}"
    left_out = int(not page.add("", title, "", f"Rehearsed {escaped(where_from(database))}."))
    failing = [migration for migration in database.migrations if migration.fails()]
    if failing:
        left_out += page.table(_HEAD, map(_cells, failing))
    return left_out + sum(not page.add(*_fold(database, migration)) for migration in failing)


def _others(page: Page, database: DatabaseRehearsal) -> int:
    """What fails nothing, folded; the number of lines that did not fit."""
    found = [migration for migration in database.migrations if not migration.fails()]
    if not found:
        return 0
    words = f"{plural(len(found), 'migration')} on {code(database.database)} without a failure"
    if not page.add("", f"<details><summary>{words}</summary>"):
        return len(found)
    left_out = page.table(_HEAD, map(_cells, found))
    page.lines += ["", "</details>"]
    return left_out


def _cells(migration: MigrationRehearsal) -> tuple[str, ...]:
    verdict = f"**{migration.verdict}**" if migration.fails() else migration.verdict.value
    times = (seconds(phase) for _, phase in phases(migration))
    deeds = [
        f"{label}, {escaped(fact.label)}: {escaped(fact.text)}"
        for label, phase in phases(migration)[:2]
        for fact in facts(phase)
    ]
    return verdict, code(name(migration)), *times, "<br>".join(_gone(migration)), "<br>".join(deeds)


def _gone(migration: MigrationRehearsal) -> Iterator[str]:
    for _, outcome in reversals(migration):
        yield from map(escaped, told(outcome))
        yield from (f"{escaped(change.kind.replace('_', ' '))} {code(change.object)}" for change in outcome.residue)
        if outcome.error is not None:
            yield escaped(outcome.error.message)
    if said := second_time(migration):
        yield escaped(said)
    yield from map(escaped, migration.remarks)


def _fold(database: DatabaseRehearsal, migration: MigrationRehearsal) -> list[str]:
    """The whole text about a migration."""
    lines = Html("\n").join(map(text, alone(database, migration).splitlines()))
    title = f"{migration.verdict} {code(name(migration))} on {code(database.database)}"
    return ["", f"<details><summary>{title}</summary>", "", f"<pre>{lines}</pre>", "", "</details>"]
