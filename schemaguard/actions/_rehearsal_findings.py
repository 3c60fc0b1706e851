"""Where a static finding and what was measured contradict each other, both ways, in sentences.

A finding that depends on rows or on the size of a table is contradicted by nothing that a rehearsal sees: no duplicate
was there, no user had to wait. What is compared is what holds for every table: whether it was written anew, read from
end to end or locked, and whether what must go, or must fail, did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from schemaguard.actions._rehearsal_check import Claim, Foreseen
from schemaguard.databases.base import Lock
from schemaguard.databases.stage import State
from schemaguard.findings import Axis, Finding, Severity
from schemaguard.rehearsals import MigrationRehearsal, Outcome, Phase, Verdict
from schemaguard.schema.objects import Table

_WENT_BACK = (Verdict.RESTORED, Verdict.RESIDUE, Verdict.NO_OP, Verdict.LOSSY)
#: What a finding about rows that are gone, or about the way back, may foresee.
_OF_LOSSES = frozenset({Axis.LOSES_DATA, Axis.IRREVERSIBLE})


@dataclass(frozen=True)
class Measured:
    """One migration on one database, and the moments before it and after it went forward."""

    result: MigrationRehearsal
    before: State
    after: State | None
    #: What a mode of a lock keeps others from doing.
    held: Callable[[str], Lock | None]


def disagreements(foreseen: Foreseen, measured: Measured) -> Iterator[str]:
    """Sentences, each thing once."""
    step = measured.result.step
    if step is not None and step.verdict is Verdict.FAILED_FORWARD:
        yield from _unforeseen_failure(foreseen, step, Axis.FAILS_ON_ROWS, "going forward")
        return
    forward = Way(measured.result.forward, foreseen.forward, measured.before, measured.held)
    said: dict[str, list[str]] = {}
    for finding in foreseen.findings:
        if finding.direction == "forward" and finding.axis is Axis.BLOCKS:
            for sentence in forward.contradicts(finding):
                said.setdefault(sentence, []).append(finding.rule)
    yield from (f"check says {' and '.join(dict.fromkeys(rules))}, and {text}" for text, rules in said.items())
    yield from forward.unforeseen(foreseen, "")
    yield from _did_not_fail(foreseen, measured.before)
    if step is None:
        return
    if measured.after is not None and step.verdict in _WENT_BACK:
        way = Way(measured.result.reverse, foreseen.reverse, measured.after, measured.held)
        yield from way.unforeseen(foreseen, "On the way back, ")
    yield from _of_the_reversal(foreseen, step, measured.before)


class Way:
    """What was measured on one way, and what check takes its statements to do."""

    def __init__(self, phase: Phase, claims: Iterable[Claim], begin: State, held: Callable[[str], Lock | None]) -> None:
        self.phase = phase
        tables = self.tables = {_full(item): item for item in begin.schema.objects if isinstance(item, Table)}
        #: Names of partitioned tables, which have no rows themselves, by the names of their partitions.
        self.parents = {name: item.partition_of for name, item in tables.items() if item.partition_of}
        self.filled = {name for name, rows in begin.rows.items() if rows.count}
        self.claims = tuple(claims)
        self.locks = {lock.table: (lock.mode, taken) for lock in phase.locks if (taken := held(lock.mode)) is not None}
        #: Locks and scans are seen, and not only some of them.
        self.sees_locks = held("ACCESS EXCLUSIVE") is not None and not phase.notes

    def contradicts(self, finding: Finding) -> Iterator[str]:
        """Where it was not as bad as a finding says."""
        part = finding.location.part
        claims = [claim for claim in self.claims if part and claim.part == part and claim.table in self.filled]
        about = [claim for claim in claims if _names(finding, claim.table)] or claims
        for table in dict.fromkeys(claim.table for claim in about):
            if table in self.parents or table in self.parents.values():
                continue
            locks = [claim.lock for claim in about if claim.table == table]
            if sentence := self._less(table, locks):
                yield sentence

    def _less(self, table: str, locks: list[Lock]) -> str:
        if any(lock.rewrites for lock in locks) and table not in self.phase.rewrites:
            way = self.phase.ways.get(table, "")
            return f"{table} was not written anew{f' ({way})' if way else ''}."
        if not self.sees_locks:
            return ""
        read = {*self.phase.scans, *self.phase.rewrites}
        if any(lock.scans for lock in locks) and table not in read:
            return f"{table} was not read from end to end."
        mode, taken = self.locks.get(table, ("nothing", Lock("")))
        for users, claimed, kept in (
            ("readers", any(lock.blocks_reads for lock in locks), taken.blocks_reads),
            ("writers", any(lock.blocks_writes for lock in locks), taken.blocks_writes),
        ):
            if claimed and not kept:
                return f"{users} of {table} need not wait: it was locked with {mode}."
        return ""

    def unforeseen(self, foreseen: Foreseen, prefix: str) -> Iterator[str]:
        """What happened to tables, and neither a finding nor the judgement of a statement counts with it."""
        told = set()
        for table in self.phase.rewrites:
            if not self._expects(foreseen, table, lambda lock: lock.rewrites):
                told.add(table)
                yield _sentence(prefix, f"{table} was written anew, and check does not say so.")
        if not self.sees_locks:
            return
        for table in self.phase.scans:
            known = self._expects(foreseen, table, lambda lock: lock.scans or lock.rewrites)
            if table not in told and not known and not self._is_far_side(table):
                told.add(table)
                yield _sentence(prefix, f"all of {table} was read, and check does not say so.")
        for table, (mode, taken) in self.locks.items():
            reads = taken.blocks_reads and not self._expects(foreseen, table, lambda lock: lock.blocks_reads)
            writes = taken.blocks_writes and not self._expects(foreseen, table, lambda lock: lock.blocks_writes)
            if table in self.tables and table not in told and (reads or writes):
                yield _sentence(prefix, f"{table} was locked with {mode}, and check does not say so.")

    def _expects(self, foreseen: Foreseen, table: str, what: Callable[[Lock], bool]) -> bool:
        names = {table, self.parents.get(table, table)}
        return any(claim.table in names and what(claim.lock) for claim in self.claims) or any(
            finding.axis is Axis.BLOCKS and any(foreseen.covers(finding, name) for name in names)
            for finding in foreseen.mentioned
        )

    def _is_far_side(self, table: str) -> bool:
        """The other table of a foreign key that is checked: how it is read depends on how many rows both have."""
        return any(claim.table == table and claim.far for claim in self.claims)


def _did_not_fail(foreseen: Foreseen, before: State) -> Iterator[str]:
    """What fails on any rows, and ran on some."""
    filled = {name: rows.count for name, rows in before.rows.items() if rows.count > 1}
    for finding in foreseen.findings:
        if finding.axis is Axis.FAILS_ON_ROWS and finding.severity is Severity.ERROR and finding.direction == "forward":
            tables = [name for name in filled if _names(finding, name)]
            if tables:
                yield f"check says {finding.rule}, and it did not fail on the {filled[tables[0]]} rows of {tables[0]}."


def _of_the_reversal(foreseen: Foreseen, step: Outcome, before: State) -> Iterator[str]:
    if step.verdict is Verdict.FAILED_REVERSE:
        yield from _unforeseen_failure(foreseen, step, Axis.IRREVERSIBLE, "going back")
    mentioned = [finding for finding in foreseen.mentioned if finding.axis in _OF_LOSSES]
    if step.verdict is Verdict.RESTORED:
        for finding in foreseen.findings:
            yield from _came_back(foreseen, finding, before, counted="sequences" in step.notes)
    lost = {item.table: None for item in step.lost}
    silent = [table for table in lost if not any(foreseen.covers(finding, table) for finding in mentioned)]
    if silent:
        yield f"Values of {', '.join(silent)} are lost, and check does not say so."
    elif step.verdict is not Verdict.RESTORED and step.verdict in _WENT_BACK and not mentioned:
        yield "Not everything comes back, and check does not say so."
    elif step.verdict is Verdict.IRREVERSIBLE and not any(f.axis is Axis.IRREVERSIBLE for f in mentioned):
        yield "There is no way back, and check does not say so."


def _came_back(foreseen: Foreseen, finding: Finding, before: State, *, counted: bool) -> Iterator[str]:
    """Findings that say that something will be missing or left. ``counted``: sequences have not gone back."""
    if finding.direction != "forward":
        return
    if finding.axis is Axis.LOSES_DATA:
        for part, table, column in sorted(foreseen.destroys):
            if part == finding.location.part and _has_values(before, table, column):
                what = f"the values of {table}.{column}" if column else f"the rows of {table}"
                yield f"check says {finding.rule}, and {what} came back."
    elif finding.axis is Axis.IRREVERSIBLE and finding.severity is not Severity.NOTICE and not counted:
        yield f"check says {finding.rule}, and with these rows everything came back."


def _has_values(state: State, table: str, column: str) -> bool:
    rows = state.rows.get(table)
    if rows is None or not rows.count:
        return False
    if not column:
        return True
    if column not in rows.columns:
        return False
    place = rows.columns.index(column)
    return any(cells[place] is not None for cells in rows.cells.values())


def _unforeseen_failure(foreseen: Foreseen, step: Outcome, axis: Axis, way: str) -> Iterator[str]:
    """What the database refuses, and no finding says that it may."""
    refused = step.error is not None and step.error.statement
    if refused and not any(finding.axis is axis for finding in foreseen.mentioned):
        yield f"It fails {way}, and check does not say that it may."


def _names(finding: Finding, table: str) -> bool:
    return finding.subject == table or finding.subject.startswith(f"{table}.")


def _full(table: Table) -> str:
    return f"{table.schema}.{table.name}" if table.schema else table.name


def _sentence(prefix: str, text: str) -> str:
    return f"{prefix}{text}" if prefix else f"{text[0].upper()}{text[1:]}" if text.startswith("all ") else text


__all__ = ["Measured", "disagreements"]
