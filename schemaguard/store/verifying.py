"""Whether the ledger of a database is as it was written: every entry, their order, both ends."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connections

from schemaguard.databases.connections import reason
from schemaguard.histories import Problem, Verified
from schemaguard.models import LedgerHead, Run, RunStep
from schemaguard.runs import Event
from schemaguard.store import central, chain
from schemaguard.store.central import Central, NoCopy
from schemaguard.store.chain import Sealed
from schemaguard.store.entries import number_and_hash
from schemaguard.store.ledger import HEAD, Ledger, parts, project_settings
from schemaguard.store.observing import unknown_to_ledger

#: How many problems are listed: one change near the beginning of a long ledger can be followed by many.
_LISTED = 50

#: Of so many changed entries it is tried whether they changed places.
_MATCHED = 40


def verify(ledger: Ledger, expect: tuple[int, str] | None = None) -> Verified:
    """Read all of it, a part at a time. ``expect``: number and beginning of the hash of an entry, kept elsewhere."""
    return _Verification(ledger, expect).run()


@dataclass
class _Verification:
    ledger: Ledger
    expect: tuple[int, str] | None
    problems: list[Problem] = field(default_factory=list)
    found: int = 0
    notes: list[str] = field(default_factory=list)
    #: Number and hash of the entry before, and when it was written.
    number: int = 0
    hash: str = ""
    at: str = ""
    #: Whether the entry before is as it was written.
    right: bool = True
    count: int = 0
    first: RunStep | None = None
    begun: set[UUID] = field(default_factory=set)
    orphans: set[UUID] = field(default_factory=set)
    changed: list[tuple[RunStep, Run | None]] = field(default_factory=list)
    expected: str | None = None
    at_head: str | None = None
    clock: list[int] = field(default_factory=list)
    seals: dict[Sealed, int] = field(default_factory=dict)
    #: The last entry that is sealed with the key that is known here.
    sealed: int = 0

    def run(self) -> Verified:
        """Entries, then what is known of them as a whole."""
        settings = project_settings()
        self.key = settings.ledger_key
        self.head = LedgerHead.objects.using(self.ledger.alias).filter(pk=HEAD).first()
        self._entries()
        self._matched()
        self._runs()
        self._ends()
        self._seals()
        self._outside()
        self._central()
        if self.clock:
            more = f", and {len(self.clock) - 1} more times" if len(self.clock) > 1 else ""
            self.notes.append(
                f"The clock went backwards before entry {self.clock[0]}{more}. That is no change of the ledger."
            )
        if self.found > len(self.problems):
            self.notes.append(f"{self.found - len(self.problems)} more are not listed.")
        end = number_and_hash(self.number, self.hash) if self.number else ""
        return Verified(self.ledger.alias, self.count, end, tuple(self.problems), tuple(self.notes), self.found)

    def _say(self, kind: str, message: str, number: int | None = None, run: UUID | None = None) -> None:
        self.found += 1
        if len(self.problems) < _LISTED:
            self.problems.append(Problem(kind, message, number, run.hex if run else ""))

    # Entry by entry

    def _entries(self) -> None:
        rows = RunStep.objects.using(self.ledger.alias)
        try:
            for part in parts(rows.all()):
                begun = [row.run_id for row in part if row.event == Event.BEGUN]
                runs = Run.objects.using(self.ledger.alias).in_bulk(begun)
                for row in part:
                    self._entry(row, runs.get(row.run_id))
        except (ValueError, TypeError, ValidationError):
            self._say(
                "changed",
                f"Entries after {self.number} cannot be read: they hold what no entry can hold.",
                self.number + 1,
            )

    def _entry(self, row: RunStep, run: Run | None) -> None:
        self.count += 1
        self.first = self.first or row
        if row.number != self.number + 1:
            self._missing(self.number + 1, row.number - 1)
        right = chain.hash_of(row, run) == row.hash
        if not right:
            if len(self.changed) < _MATCHED:
                self.changed.append((row, run))
            else:
                self._say("changed", f"Entry {row.number} was changed.", row.number, row.run_id)
        elif self.right and self.hash and row.number == self.number + 1 and row.previous != self.hash:
            before = f"Entry {self.number} is not the one that entry {row.number} was written after"
            self._say("inserted", f"{before}: it was put in its place, or written anew.", self.number)
        if said := chain.remarked(row):
            self._say("truncated", f"Entry {row.number} says: {said}", row.number, row.run_id)
        self._at_its_place(row)
        if row.event == Event.BEGUN:
            self.begun.add(row.run_id)
        elif row.run_id not in self.begun:
            self.orphans.add(row.run_id)
        self.number, self.hash, self.right = row.number, row.hash, right
        self.at = self.at if row.origin else row.at

    def _missing(self, first: int, last: int) -> None:
        if first <= last:
            what = f"Entry {first} is" if first == last else f"Entries {first} to {last} are"
            self._say("removed", f"{what} missing.", first)

    def _at_its_place(self, row: RunStep) -> None:
        if row.at < self.at and not row.origin:
            self.clock.append(row.number)
        seal = chain.sealed(row.hash, row.seal, self.key)
        self.seals[seal] = self.seals.get(seal, 0) + 1
        if seal is Sealed.WRONG:
            self._say(
                "seal",
                f"The seal of entry {row.number} is not right: it was changed by somebody without the key.",
                row.number,
            )
        elif seal is Sealed.RIGHT:
            self.sealed = row.number
        if self.expect and row.number == self.expect[0]:
            self.expected = row.hash
        if self.head is not None and row.number == self.head.number:
            self.at_head = row.hash

    # What was done to entries that are not right

    def _matched(self) -> None:
        """Say of changed entries whether they changed places, or their runs did, and otherwise that they changed."""
        told: set[int] = set()
        for (one, own), (other, others) in combinations(self.changed, 2):
            if one.number in told or other.number in told:
                continue
            if _as_numbered(one, other.number, own) or _as_numbered(other, one.number, others):
                self._say("reordered", f"Entries {one.number} and {other.number} changed places.", one.number)
                told |= {one.number, other.number}
            elif own and others and _as_run(one, own, others) and _as_run(other, others, own):
                runs = f"{own.id.hex[:8]} and {others.id.hex[:8]}"
                self._say("swapped", f"The runs {runs} were swapped.", one.number, own.id)
                told |= {one.number, other.number}
        for row, run in self.changed:
            if row.number not in told:
                self._changed(row, run)
        self.problems.sort(key=lambda problem: problem.number or 0)

    def _changed(self, row: RunStep, run: Run | None) -> None:
        if row.event != Event.BEGUN:
            self._say("changed", f"Entry {row.number} was changed.", row.number, row.run_id)
        elif run is None:
            self._say("removed", f"The run {row.run_id.hex[:8]} of entry {row.number} is gone.", row.number, row.run_id)
        else:
            said = f"The run {row.run_id.hex[:8]} or its first entry, {row.number}, was changed."
            self._say("changed", said, row.number, row.run_id)

    def _runs(self) -> None:
        for run in sorted(self.orphans - self.begun, key=lambda run: run.hex):
            self._say(
                "removed",
                f"The beginning of the run {run.hex[:8]} is missing, though there are entries of it.",
                run=run,
            )
        if self.count < (there := RunStep.objects.using(self.ledger.alias).count()):
            self._say("inserted", f"{there - self.count} entries have a number that another one has.")
        for run in self._run_keys():
            if run not in self.begun:
                said = f"No entry vouches for the run {run.hex[:8]}"
                if connections[self.ledger.alias].features.supports_transactions:
                    self._say("inserted", f"{said}: it was put there, or its entries were removed.", run=run)
                else:
                    self.notes.append(f"{said}: it was put there, or its writer was killed. That cannot be told.")

    def _run_keys(self) -> Iterator[UUID]:
        keys = Run.objects.using(self.ledger.alias).order_by("pk").values_list("pk", flat=True)
        last: UUID | None = None
        while part := list((keys if last is None else keys.filter(pk__gt=last))[:5000]):
            last = part[-1]
            yield from part

    # Both ends

    def _ends(self) -> None:
        if self.expect is not None and not (self.expected or "").startswith(self.expect[1]):
            number, digits = self.expect
            what = "has another hash" if self.expected else "is not there"
            self._say("truncated", f"Entry {number} {what}: {digits} was expected.", number)
        head = self.head
        if head is None:
            if self.count:
                self._say(
                    "head", "The end of the ledger is not marked any more: entries after the last one may be missing."
                )
            return
        if self.first is not None and self.first.number == 1 and self.first.previous != head.ledger.hex:
            self._say("changed", "The first entry belongs to another ledger: this one was written anew.", 1)
        if head.number > self.number:
            self._cut_off(head.number)
        elif head.number < self.number:
            self._lags(head)
        elif head.hash != self.hash and self.count:
            self._say("head", f"The last entry, {self.number}, is not the one that was written last.", self.number)
        if chain.sealed(chain.head_text(head), head.seal, self.key) is Sealed.WRONG:
            self._say("seal", "The seal of the ledger's end is not right: it was changed by somebody without the key.")

    def _cut_off(self, last: int) -> None:
        first = self.number + 1
        what = f"entry {first} is" if first == last else f"entries {first} to {last} are"
        self._say("truncated", f"The end of the ledger was cut off: {what} missing.", first)

    def _lags(self, head: LedgerHead) -> None:
        """On MongoDB entry and head are two writes."""
        transactions = connections[self.ledger.alias].features.supports_transactions
        if not transactions and (head.number == 0 or self.at_head == head.hash):
            self.notes.append(
                f"The mark of the ledger's end is at {head.number} and not yet at {self.number}, as after a writer was "
                "killed. Whether entries after the last one were removed cannot be told."
            )
        else:
            self._say("head", f"The end of the ledger was set back from {self.number} to {head.number}.", head.number)

    def _seals(self) -> None:
        foreign, missing = self.seals.get(Sealed.CANNOT_TELL, 0), self.seals.get(Sealed.MISSING, 0)
        if foreign:
            why = "with another key" if self.key else "and LEDGER_KEY is not set here"
            self.notes.append(f"{foreign} entries are sealed {why}: whether their seals are right cannot be told.")
        if self.key and missing and self.sealed < self.number and not foreign:
            first = self.sealed + 1
            self._say(
                "seal",
                f"Entries from {first} on have no seal, although LEDGER_KEY is set: whether somebody without the key "
                "wrote them cannot be told. The next run seals them with its own.",
                first,
            )

    # What others know

    def _outside(self) -> None:
        alias = self.ledger.alias
        appeared, vanished = unknown_to_ledger(alias)
        if not self.count and appeared:
            self._say("truncated", f"The ledger is empty, although {len(appeared)} migrations are recorded as applied.")
            return
        for nodes, words in ((appeared, "is recorded as applied"), (vanished, "is not recorded as applied any more")):
            for app, name in nodes:
                self._say(
                    "unknown",
                    f"{app}.{name} {words}, and the ledger does not say so: it happened behind our back, or entries "
                    "were removed.",
                )

    def _central(self) -> None:
        """Compare with the copies, where there are any."""
        behind = 0
        try:
            found = Central.of(self.ledger)
            for number, said in found.differences() if found else ():
                behind += not said
                if said:
                    self._say("central", said, number)
            if strangers := central.others(self.ledger.alias):
                self._say(
                    "central",
                    f"The central ledger has {strangers} entries of another ledger of this database: this one was "
                    "begun anew.",
                )
        except (*central.FAILURES, NoCopy) as error:
            self.notes.append(f"It was not compared with the central ledger: {reason(error, {})}")
        if behind:
            self.notes.append(f"{behind} entries are not in the central ledger yet: the next run copies them.")


def _as_numbered(row: RunStep, number: int, run: Run | None) -> bool:
    """Whether an entry is right at another place. Whoever moves it may have mended the link before it, or not."""
    moved = copy.copy(row)
    moved.number = number
    return chain.hash_of(moved, run) == row.hash


def _as_run(row: RunStep, own: Run, other: Run) -> bool:
    """Whether an entry vouches for what stands in the row of another run."""
    moved = copy.copy(other)
    moved.id = own.id
    return chain.hash_of(row, moved) == row.hash
