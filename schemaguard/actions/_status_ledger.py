"""What the ledger of a database says about its last runs, and what they have left undone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from django.db import DatabaseError, InterfaceError, connections
from django.db.utils import DEFAULT_DB_ALIAS, ConnectionHandler

from schemaguard import store
from schemaguard.actions._plans import Plan
from schemaguard.actions._run_gone import gone_halves, remedy
from schemaguard.actions._run_half import Half, half_of
from schemaguard.databases.base import Source
from schemaguard.databases.registry import database
from schemaguard.runs import Entry, Event, Outcome, RunInfo
from schemaguard.statuses import LastRun
from schemaguard.steps.loader import Node
from schemaguard.store.abandoned import is_gone
from schemaguard.store.places import in_words

#: Commands that change schemas.
_CHANGING = ("apply", "rollback", "migrate")
#: What is undone is looked for in so many runs.
_RECENT = 20
#: Where the last entry of a run says what the schema looked like then.
FINGERPRINT = "fingerprint"

_OVER = (Event.DONE, Event.FAKED, Event.OBSERVED)


@dataclass(frozen=True)
class Told:
    """What a ledger tells."""

    last: LastRun | None = None
    #: The schema's fingerprint when the last run ended, where it says so, and the run's id.
    fingerprint: str = ""
    #: Migrations that are neither applied nor not.
    half: tuple[Node, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Run:
    info: RunInfo
    entries: Sequence[Entry]

    @property
    def outcome(self) -> Outcome:
        ended = next((entry for entry in reversed(self.entries) if entry.what.event is Event.ENDED), None)
        return Outcome(ended.what.outcome) if ended is not None and ended.what.outcome else Outcome.OPEN

    @property
    def short(self) -> str:
        return self.info.id[:8]

    def error(self) -> str:
        return next((entry.what.error for entry in reversed(self.entries) if entry.what.error), "")

    def done(self) -> set[Node]:
        """Migrations that it has applied."""
        return {entry.node for entry in self.entries if entry.what.event is Event.DONE and not entry.what.backwards}

    def unfinished(self) -> list[Node]:
        """Migrations that began here and did not end well."""
        nodes = dict.fromkeys(entry.node for entry in self.entries if entry.what.event is Event.STARTED)
        over = {entry.node for entry in self.entries if entry.what.event in _OVER}
        return [node for node in nodes if node not in over]


@contextmanager
def reachable(source: Source, alias: str, *, here: bool) -> Iterator[str]:
    """An alias of Django for a database, for as long as its ledger is read."""
    if here:
        yield alias
        return
    name = f"schemaguard: {source.name}"
    connections.settings[name] = ConnectionHandler({DEFAULT_DB_ALIAS: {**source.settings}}).settings[DEFAULT_DB_ALIAS]
    try:
        yield name
    finally:
        connections[name].close()
        del connections[name], connections.settings[name]


def told_by(alias: str, plan: Plan, vendor: str, holder: str, name: str) -> Told:
    """What the ledger says. One that cannot be read is a note. ``name``: what people call the database."""
    try:
        ledger = store.Ledger.of(alias)
        if ledger is None:
            lost = store.gone(alias, name)
            notes = () if lost else ("It has no ledger, so nothing is known of runs.",)
            return Told(problems=tuple(filter(None, [lost])), notes=notes)
        recent = islice((run for run in store.runs(ledger) if run.command in _CHANGING), _RECENT)
        runs = [_Run(run, list(ledger.entries(run=run.id, texts=False))) for run in recent]
        appeared, vanished = store.unknown_to_ledger(alias)
        there = ledger.applied()
        gone = gone_halves(ledger, plan, vendor)
        latest = {node: run for node, run in store.applied_by(ledger).items() if node in there}
    except (DatabaseError, InterfaceError) as error:
        return Told(notes=(f"Its ledger cannot be read ({type(error).__name__}).",))
    half, problems = _undone(runs, plan, vendor, holder, latest, gone)
    last = runs[0] if runs else None
    return Told(
        last=_last(last) if last else None,
        fingerprint=_fingerprint(runs),
        half=tuple(half),
        problems=tuple(problems),
        notes=(*_running(runs), *_behind(appeared, "applied"), *_behind(vanished, "taken back")),
    )


def _last(run: _Run) -> LastRun:
    return LastRun(run.info.id, run.info.command, str(run.info.who), in_words(run.info.begun_at), run.outcome.value)


def _fingerprint(runs: Sequence[_Run]) -> str:
    """Of the latest run that says so. One that did not end may have changed the schema since."""
    for run in runs:
        if run.outcome is Outcome.OPEN:
            return ""
        ended = next(entry for entry in reversed(run.entries) if entry.what.event is Event.ENDED)
        if found := ended.what.details.get(FINGERPRINT):
            return str(found)
        if any(entry.what.event in _OVER for entry in run.entries):
            return ""
    return ""


def _undone(
    runs: Sequence[_Run],
    plan: Plan,
    vendor: str,
    holder: str,
    latest: Mapping[Node, str],
    gone: Mapping[Node, Half],
) -> tuple[list[Node], list[str]]:
    """Half-applied migrations, and a sentence for each run that somebody has to look after, the latest first.

    ``latest``: which run has applied what is there. ``gone``: what is half applied and has no file any more.
    """
    half: dict[Node, None] = {}
    problems: list[str] = []
    over: set[Node] = set()
    settled = False
    for place, run in enumerate(runs):
        nodes = [node for node in run.unfinished() if node not in over]
        halves = {node: text for node in nodes if (text := _half(runs[place:], node, plan, vendor, gone))}
        half.update(dict.fromkeys(halves))
        works = run.outcome is Outcome.OPEN and _works(run, holder if run is runs[0] else "")
        if run.outcome is not Outcome.DONE and not works and (halves or not settled):
            there = any(latest.get(node) == run.info.id for node in run.done())
            problems.append(
                _sentence(run, nodes, halves, there=there, gone=[gone[node] for node in halves if node in gone])
            )
        settled = settled or not works
        over |= {entry.node for entry in run.entries if entry.what.event in (*_OVER, Event.STARTED)}
    return list(half), problems


def _works(run: _Run, holder: str) -> bool:
    """Whether a run that has not ended is still at it. Plain ``migrate`` takes no lock."""
    return bool(holder) or (run.info.command == "migrate" and not is_gone(run.info, run.entries))


def _half(runs: Sequence[_Run], node: Node, plan: Plan, vendor: str, gone: Collection[Node]) -> str:
    """How far a migration got; empty where it was undone as a whole, and where nobody can know.

    It may have taken several runs, of which the latest comes first.
    """
    file = plan.project.files.get(node)
    if file is None:
        return "which no file has any more, so that nobody can tell what is left of it" if node in gone else ""
    count = len(file.migration.operations)
    entries = (entry for run in reversed(runs) for entry in run.entries if entry.node == node)
    found = half_of(entries, count)
    if found is None:
        return ""
    if file.migration.atomic and database(vendor).transactional_ddl:
        return ""
    return f"after operation {found.reached} of {count}" if found.reached else f"in its first operation of {count}"


def _sentence(
    run: _Run, nodes: Sequence[Node], halves: Mapping[Node, str], *, there: bool, gone: Sequence[Half]
) -> str:
    """``there``: whether something that it has applied is still there. ``gone``: what it has left, without a file."""
    what = f"Run {run.short} ({run.info.command}) by {run.info.who}"
    if halves:
        where = " and ".join(f"in {'.'.join(node)} {text}" for node, text in halves.items())
        what = f"{what} stopped {where}."
    elif nodes:
        what = f"{what} stopped in {'.'.join(nodes[0])}, of which nothing is left."
    else:
        what = f"{what} did not end well." if run.outcome is not Outcome.OPEN else f"{what} did not end."
    error = run.error()
    way_out = remedy(gone[0]) if gone else _way_out(run, left=there or bool(halves))
    return f"{what}{f' {error}' if error else ''} {way_out}"


def _way_out(run: _Run, *, left: bool) -> str:
    """How to go on, and where something of it is left, how to take that back."""
    if run.info.command == "rollback":
        again = run.info.arguments if run.info.arguments.startswith("rollback") else "rollback"
        return f"Go on: manage.py schemaguard {again}, or forward again: manage.py schemaguard apply"
    back = f"manage.py schemaguard rollback --run {run.short}"
    return f"Go on: manage.py schemaguard apply{f', or take it back: {back}' if left else ''}"


def _running(runs: Sequence[_Run]) -> Iterator[str]:
    for run in runs[:1]:
        if run.info.command == "migrate" and run.outcome is Outcome.OPEN and _works(run, ""):
            yield f"Run {run.short} (migrate) by {run.info.who} is still at it, or has ended without a word."


def _behind(nodes: Sequence[Node], deed: str) -> list[str]:
    if not nodes:
        return []
    names = ", ".join(".".join(node) for node in nodes[:3])
    more = f" and {len(nodes) - 3} more" if len(nodes) > 3 else ""
    return [f"Was {deed} without a run, which the next run will record: {names}{more}."]
