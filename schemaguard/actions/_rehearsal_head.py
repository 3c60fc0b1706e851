"""Takes migrations back from the end of the plan, one after the other, as ``migrate APP zero`` does.

That finds what a single step from a migration's own place hides: a reverse that works only on the schema of its time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

from django.db.migrations.state import ProjectState

from schemaguard.actions._rehearsal_declared import with_meaning
from schemaguard.actions._rehearsal_moves import Moves
from schemaguard.actions._rehearsal_names import Names, Rows, names_between
from schemaguard.actions._rehearsal_own import NOTHING, Around, Own, as_if
from schemaguard.actions._rehearsal_verdict import reversal
from schemaguard.actions._rehearsal_way import Ways, irreversible, stuck, without_values
from schemaguard.actions._scratch_run import Failed
from schemaguard.databases.stage import Stage, State
from schemaguard.rehearsals import Outcome, Verdict
from schemaguard.schema.changes import Change
from schemaguard.steps.loader import Node
from schemaguard.steps.source import MigrationFile


class Softener(Protocol):
    """Makes generated rows ask less of a way that has failed, and says whether there are any."""

    def soften(self, stage: Stage, state: State, models: ProjectState) -> bool:
        """For good."""

    def softened(self, stage: Stage, state: State, models: ProjectState) -> AbstractContextManager[bool]:
        """Inside of something that takes it back."""


@dataclass(frozen=True)
class Passed:
    """A migration that went forward, and what was there before it."""

    file: MigrationFile
    #: Not rendered: all of them at once would fill the memory.
    models: ProjectState
    before: State
    #: What was written for the rehearsal itself before it, and after it.
    around: Around = field(default_factory=Around)


@dataclass
class Descent:
    """The whole way back on one database. What one needs that cannot be taken back stays, and all others go."""

    ways: Ways
    #: What a migration depends on.
    needs: Callable[[Node], Iterable[Node]]
    softener: Softener | None
    #: The database now, and how it differs from what it was before the last migration that was looked at.
    now: State
    known: Outcome
    #: What was written since then, by no migration.
    since: Own = NOTHING
    #: Rows before and after generated values were made to ask less.
    softened: list[tuple[Rows, Rows]] = field(default_factory=list)
    #: What stays applied, and because of which migration. It is not new to those below it.
    staying: dict[Node, str] = field(default_factory=dict)
    found: dict[Node, Outcome] = field(default_factory=dict)
    remarks: dict[Node, str] = field(default_factory=dict)

    @classmethod
    def over(
        cls,
        ways: Ways,
        passed: Sequence[Passed],
        last: State,
        needs: Callable[[Node], Iterable[Node]],
        softener: Softener | None = None,
    ) -> Descent:
        """All of it. ``last`` is the state after the last of them; receivers of post_migrate may have added rows."""
        now = ways.stage.full_state()
        descent = cls(ways, needs, softener, now, reversal(last, last, now))
        for item in reversed(passed):
            descent._pass(item)
        return descent

    def _pass(self, item: Passed) -> None:
        node = item.file.key
        if stopped := self.staying.get(node, ""):
            self._stay(item, Outcome(Verdict.SKIPPED, why=f"{stopped} comes after it, and cannot be taken back."))
        elif outcome := self._back(item):
            self._stay(item, outcome)
        else:
            self._look(item)

    def _stay(self, item: Passed, outcome: Outcome) -> None:
        node = item.file.key
        self.found[node] = outcome
        self.staying |= dict.fromkeys(self.needs(node), self.staying.get(node, ".".join(node)))
        self.since += item.around.left(Names(), self.now.rows)
        before, unknown = self._before(item)
        since = self.since + unknown
        self.known = self._reversal((before, since), (self.now, since), (self.now, since))

    def _look(self, item: Passed) -> None:
        restored = self.ways.look()
        names = names_between(self.now.rows, restored.rows)
        since, later = self.since + item.around.after, self.since.before(names)
        before, unknown = self._before(item)
        earlier = since.before(names) + unknown
        outcome = self._reversal((before, earlier), (self.now, since), (restored, earlier))
        self.found[item.file.key] = with_meaning(_new(outcome, self.known, names), item.file, self.now.rows)
        self.known, self.now = outcome, restored
        self.since = later + item.around.left(names, restored.rows)

    def _before(self, item: Passed) -> tuple[State, Own]:
        """As if the values that were made to ask less had been there from the start; and what cannot be known then."""
        rows, unknown = item.before.rows, NOTHING
        for strong, soft in self.softened:
            rows, more = as_if(rows, strong, soft)
            unknown += more
        return replace(item.before, rows=rows), unknown

    def _reversal(self, *moments: tuple[State, Own]) -> Outcome:
        # Counters have moved on with rows of ours; what the migration itself counts, its own place has told.
        before, after, restored = (replace(own.hidden(moment), counters={}) for moment, own in moments)
        return reversal(before, after, restored)

    def _back(self, item: Passed) -> Outcome | None:
        """Take it back. Gives an outcome where it stays."""
        moves = Moves(item.file, self.ways.stage.connection, item.models)
        if outcome := irreversible(moves):
            return outcome
        first = self._tried(item, moves)
        if first is None or first.error is None or first.verdict is Verdict.IRREVERSIBLE:
            return first
        if not self._goes_on_softer_rows(item, moves.anew()) or self.softener is None:
            return first
        self.softener.soften(self.ways.stage, self.now, item.models)
        softer = self.ways.look()
        self.softened.append((self.now.rows, softer.rows))
        self.now = softer
        if outcome := self._tried(item, moves.anew()):
            return outcome
        self.remarks[item.file.key] = without_values(first.error, "From the end reversed")
        return None

    def _goes_on_softer_rows(self, item: Passed, moves: Moves) -> bool:
        """Whether it would. Where it does not, rows keep the values that show what is lost further down."""
        stage = self.ways.stage
        if self.softener is None:
            return False
        with (
            stage.step(atomic=item.file.migration.atomic),
            stage.attempt(),
            self.softener.softened(stage, self.now, item.models) as any_row,
        ):
            try:
                if any_row:
                    self.ways.go(moves, "cannot be reversed from the end of the plan", moves.back)
            except Failed:
                return False
        return any_row

    def _tried(self, item: Passed, moves: Moves) -> Outcome | None:
        try:
            with self.ways.stage.step(atomic=item.file.migration.atomic):
                self.ways.go_whole(moves, "cannot be reversed from the end of the plan", moves.back)
        except Failed as failed:
            return stuck(failed, moves)
        return None


def _new(outcome: Outcome, known: Outcome, names: Names) -> Outcome:
    """Without what the reverse of a later migration has brought, and has been told there."""
    if outcome.verdict is Verdict.RESTORED:
        return outcome
    told = {(change.kind, names.object(change.object)): {*change.fields()} for change in known.residue}
    gone = {(names.table(item.table), names.column(item.table, item.column)) for item in known.lost}
    rows = {names.table(item.table) for item in known.left}
    residue = tuple(change for change in outcome.residue if not _is_told(change, told))
    lost = tuple(item for item in outcome.lost if (item.table, item.column) not in gone)
    left = tuple(item for item in outcome.left if item.table not in rows)
    verdict = outcome.verdict if residue or lost or left else Verdict.RESTORED
    if verdict is Verdict.LOSSY and not lost:
        verdict = Verdict.RESIDUE
    return replace(outcome, verdict=verdict, residue=residue, lost=lost, left=left)


def _is_told(change: Change, told: Mapping[tuple[str, str], set[str]]) -> bool:
    fields = told.get((change.kind, change.object))
    return fields is not None and fields.issuperset(change.fields())
