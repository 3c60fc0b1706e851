"""What several formats ask a rehearsal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from schemaguard.formats._words import duration, plural
from schemaguard.rehearsals import (
    Again,
    DatabaseRehearsal,
    Failure,
    Left,
    Lost,
    MigrationRehearsal,
    Outcome,
    Phase,
    RehearsalReport,
    Verdict,
)
from schemaguard.reports import Difference
from schemaguard.schema.changes import Change
from schemaguard.schema.judge import judge

#: What each verdict means, in a sentence.
MEANINGS: Mapping[Verdict, str] = {
    Verdict.RESTORED: "The reverse has brought back schema and rows.",
    Verdict.SKIPPED: "It was not tried.",
    Verdict.IRREVERSIBLE: "It has no reverse.",
    Verdict.RESIDUE: "After the reverse the schema is not as before, or rows are left that were not there.",
    Verdict.NO_OP: "The reverse says that it worked, and has undone nothing.",
    Verdict.LOSSY: "Values that were there before are gone after the reverse.",
    Verdict.FAILED_REVERSE: "The reverse fails.",
    Verdict.FAILED_FORWARD: "It does not run.",
}

#: Where all of this is explained at length.
GUIDE = "docs/reference/verdicts.md"

ONE_STEP = "One step back"
FROM_THE_END = "Back from the last migration"

#: What is no difference, in a sentence.
_NOTES: Mapping[str, str] = {
    "column-order": "The columns come back in another order.",
    "names": "Names that Django or the database chose are others.",
    "sequences": "Sequences do not go back: the next key is a higher one.",
    "fresh-values": "What the migration writes itself is not the same twice, such as keys, times or random values.",
}


class Fact(NamedTuple):
    """Something that was measured."""

    label: str
    text: str


def name(migration: MigrationRehearsal) -> str:
    """Its full name: "shop.0007_note"."""
    return f"{migration.app}.{migration.migration}"


def server(database: DatabaseRehearsal) -> str:
    """The server, or at least its kind."""
    return database.server or database.vendor


def where_from(database: DatabaseRehearsal) -> str:
    """What structure and rows were: "structure and rows of staging, at most 1000 rows of a table"."""
    if database.source == "empty":
        return "from empty, with generated rows"
    most = "all rows" if database.rows is None else f"at most {plural(database.rows, 'row')} of a table"
    return f"on a copy of {database.source}, {most}"


def ways_back(database: DatabaseRehearsal) -> str:
    """Which reversals were asked for."""
    found = {
        "step": "each step back alone",
        "head": "back from the last one",
        "both": "back alone and from the last one",
    }
    return found.get(database.mode, database.mode)


def seconds(phase: Phase) -> str:
    """How long a way took; a hyphen where it was not gone."""
    return duration(phase.seconds) if ran(phase) else "-"


def ran(phase: Phase) -> bool:
    """Whether this way was gone: that takes time, however little."""
    return bool(phase.seconds or phase.statements)


def phases(migration: MigrationRehearsal) -> tuple[tuple[str, Phase], ...]:
    """The three ways, in the order in which they were gone."""
    return ("forward", migration.forward), ("reverse", migration.reverse), ("again", migration.forward_again)


def reversals(migration: MigrationRehearsal) -> tuple[tuple[str, Outcome], ...]:
    """Both reversals with a title; it is empty where one says it all."""
    step, head = migration.step, migration.head
    if step is None or head is None:
        title = "" if head is None else FROM_THE_END
        return tuple((title, outcome) for outcome in migration.outcomes)
    if head.verdict is Verdict.SKIPPED and step.verdict is not Verdict.SKIPPED:
        return (("", step),)  # See ``notes``: it is the same for all that come before.
    notes = tuple(dict.fromkeys((*step.notes, *head.notes)))
    if replace(step, notes=notes) == replace(head, notes=notes):
        return (("", replace(step, notes=notes)),)
    return (ONE_STEP, step), (FROM_THE_END, head)


def told(outcome: Outcome) -> Iterator[str]:
    """What became of rows and more, in sentences. Residue and errors are shown otherwise."""
    if outcome.verdict is Verdict.NO_OP:
        yield "The reverse says that it worked, and has undone nothing."
    if outcome.verdict is Verdict.IRREVERSIBLE:
        yield "It has no reverse, and says so in its file." if outcome.declared else "It has no reverse."
    elif outcome.declared:
        yield "What is lost is meant to go: its file says so."
    if outcome.why:
        yield outcome.why
    yield from map(lost, outcome.lost)
    yield from map(left, outcome.left)


def lost(item: Lost) -> str:
    """ "3 rows of shop_order lost their value in note, for example the one with the key 7." """
    one = item.rows == 1
    deed = (
        f"lost {'its' if one else 'their'} value in {item.column}" if item.column else f"{'is' if one else 'are'} gone"
    )
    least = "At least " if item.at_least else ""
    return f"{least}{plural(item.rows, 'row')} of {item.table} {deed}{_example(item)}."


def left(item: Left) -> str:
    """ "2 rows of shop_order are left over, for example the one with the key 9." """
    one = item.rows == 1
    value = f"{'keeps' if one else 'keep'} a value in {item.column} that was not there"
    deed = value if item.column else f"{'is' if one else 'are'} left over"
    return f"{plural(item.rows, 'row')} of {item.table} {deed}{_example(item)}."


def _example(item: Lost | Left) -> str:
    if not item.example:
        return ""
    return f", with the key {item.example}" if item.rows == 1 else f", for example the one with the key {item.example}"


def noted(outcome: Outcome) -> tuple[str, ...]:
    """What differs and means nothing, in sentences."""
    return tuple(_NOTES.get(note, note) for note in outcome.notes)


def second_time(migration: MigrationRehearsal) -> str:
    """What became of going forward again, where that was not the same."""
    if migration.again is Again.FAILED:
        return "Going forward again, after the reverse, fails."
    if migration.again is not Again.DIFFERENT:
        return ""
    what = "another schema" if migration.again_changes else "other rows"
    return f"Going forward again, after the reverse, gives {what} than the first time."


def place(migration: MigrationRehearsal, failure: Failure) -> str:
    """Where in the file it failed: "shop/migrations/0007_note.py:12, operation 2"."""
    line = f"{migration.path}:{failure.line}" if migration.path and failure.line else migration.path
    number = f"operation {failure.operation + 1}" if failure.operation is not None else ""
    return ", ".join(word for word in (line, number) if word)


def facts(phase: Phase) -> Iterator[Fact]:
    """Locks, rewrites and the like."""
    modes: dict[str, list[str]] = defaultdict(list)
    for lock in phase.locks:
        modes[lock.mode].append(lock.table)
    if modes:
        yield Fact("locks", "; ".join(f"{', '.join(tables)} ({mode})" for mode, tables in modes.items()))
    others = [table for table in phase.ways if table not in phase.rewrites]
    for label, names in (
        ("rewrites", [_with_way(phase, table) for table in phase.rewrites]),
        ("changes", [_with_way(phase, table) for table in others]),
        ("reads all of", phase.scans),
        ("builds indexes", phase.index_builds),
    ):
        if names:
            yield Fact(label, ", ".join(names))
    if phase.notes:
        yield Fact("not seen", " ".join(phase.notes))


def _with_way(phase: Phase, table: str) -> str:
    return f"{table} ({phase.ways[table]})" if table in phase.ways else table


def differences(changes: Iterable[Change], vendor: str) -> list[Difference]:
    """Changes from what should be there to what is there, judged."""
    verdicts = ((change, judge(change, left_is_truth=True, vendor=vendor)) for change in changes)
    return [Difference(change.kind, change.object, *verdict, change=change) for change, verdict in verdicts]


def notes(report: RehearsalReport) -> tuple[str, ...]:
    """All sentences for the reader. Where there are several databases, with the one they are about."""
    several = len(report.databases) > 1
    found = [
        f"{item.database}: {note}" if several else note
        for item in report.databases
        for note in (*item.notes, *_stopped(item), *_foreign(item))
    ]
    return (*report.notes, *found)


def _stopped(database: DatabaseRehearsal) -> Iterator[str]:
    """Why going back from the end did not come to the beginning."""
    missed = [item for item in database.migrations if item.head and item.head.verdict is Verdict.SKIPPED]
    for why in dict.fromkeys(item.head.why for item in missed if item.head and item.head.why):
        count = sum(item.head is not None and item.head.why == why for item in missed)
        yield f"Not taken back from the last migration: {plural(count, 'migration')}. {why}"


def _foreign(database: DatabaseRehearsal) -> Iterator[str]:
    """What is shown and fails nothing."""
    found = [
        item for item in database.migrations if item.foreign and replace(item, foreign=False).fails() > item.fails()
    ]
    if found:
        names = ", ".join(map(name, found))
        yield f"Of apps outside of the project, so they fail nothing here: {names}. To have them count, name the app."


def summary(report: RehearsalReport) -> str:
    """All in one sentence."""
    total = duration(sum(database.seconds for database in report.databases))
    head = f"{plural(len(report.migrations), 'migration')} rehearsed in {total}"
    counts = [f"{count} {verdict}" for verdict in reversed(Verdict) if (count := report.count(verdict))]
    again = [f"{count} {word}" for word in (Again.FAILED, Again.DIFFERENT) if (count := repeats(report, word))]
    rest = f"; forward again: {', '.join(again)}" if again else ""
    return f"{head}: {', '.join(counts)}{rest}." if counts else "There is no migration to rehearse."


def repeats(report: RehearsalReport, word: Again) -> int:
    """How many migrations went forward again like this."""
    return sum(migration.again is word for migration in report.migrations)
