"""Takes one migration forward, back and forward again, from its own place in the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from django.db.migrations.state import ProjectState

from schemaguard.actions._rehearsal_declared import with_meaning
from schemaguard.actions._rehearsal_moves import Moves
from schemaguard.actions._rehearsal_own import NOTHING, Own, as_if
from schemaguard.actions._rehearsal_unproved import idle, is_same, unproved, with_equal_rows
from schemaguard.actions._rehearsal_verdict import repeated, reversal
from schemaguard.actions._rehearsal_way import Ways, failure, irreversible, stuck, without_values
from schemaguard.actions._scratch_run import Failed
from schemaguard.databases.stage import State
from schemaguard.rehearsals import Again, MigrationRehearsal, Outcome, Phase, Verdict


@dataclass
class Trial:
    """One migration. Afterwards the database is as after going forward once."""

    ways: Ways
    moves: Moves
    before: State
    #: Makes generated rows ask less of a way that has failed, and says whether there are any.
    softened: Callable[[State, ProjectState], AbstractContextManager[bool]] | None = None
    #: Adds rows that are equal, also but for case, to tables that statements name, and says whether there are any.
    equal_rows: Callable[[State, ProjectState, Sequence[str] | None, bool], bool] | None = None
    forward: Phase = field(default_factory=Phase)
    reverse: Phase = field(default_factory=Phase)
    again: Phase = field(default_factory=Phase)
    #: What it has led to; None where it did not run.
    models: ProjectState | None = None
    after: State | None = None

    def run(self, *, back: bool = True) -> MigrationRehearsal:
        """The whole of it; without ``back`` only forward."""
        file = self.moves.file
        try:
            with self.ways.stage.step(atomic=file.migration.atomic):
                models, known = self._forward(back=back)
                self.models, self.after = models, self.ways.look()
                result = self._back(self.after, models, known) if back else MigrationRehearsal(*file.key, step=None)
        except Failed as failed:
            outcome = Outcome(Verdict.FAILED_FORWARD, error=failure(failed, self.moves))
            result = MigrationRehearsal(*file.key, step=outcome)
        return replace(
            result,
            forward=self.forward,
            reverse=self.reverse,
            forward_again=self.again,
            path=file.display_path,
            digest=file.digest,
        )

    def _forward(self, *, back: bool) -> tuple[ProjectState, MigrationRehearsal | None]:
        """Forward for good. What would stay where it fails half-way goes there and back on a copy before."""
        stage, what, known = self.ways.stage, "does not run", None
        if self.moves.migration.atomic or not stage.takes_back:
            models, self.forward = self.ways.go_whole(self.moves, what, self.moves.forward)
            return models, None
        with stage.attempt():
            _, self.forward = self.ways.go(self.moves, what, self.moves.forward)
            if back and not irreversible(self.moves):
                known = self._there_and_back(self.before, self.ways.look())
        self.moves.renew()
        models, self.forward = self.ways.go(self.moves, what, self.moves.forward)
        return models, known

    def _back(self, after: State, models: ProjectState, known: MigrationRehearsal | None) -> MigrationRehearsal:
        """Back and forward again. What fails the second time counts only where each way has its own transaction."""
        if outcome := irreversible(self.moves):
            return MigrationRehearsal(*self.moves.file.key, step=outcome)
        result = known or self._taken_back(after)
        if _has_failed(result):
            return self._on_softer_rows(result, after, models)
        return self._on_equal_rows(result, after) if result.remarks else result

    def _taken_back(self, after: State) -> MigrationRehearsal:
        stage = self.ways.stage
        with stage.attempt():
            result = self._there_and_back(self.before, after)
            later = bool(stage.connection.run_on_commit)
        if result.again is Again.FAILED and stage.shares and (later or not _only_marks(self.reverse)):
            with stage.attempt_apart():
                result = self._there_and_back(self.before, after)
        return result

    def _on_equal_rows(self, plain: MigrationRehearsal, after: State) -> MigrationRehearsal:
        """Code that had nothing to do is tried with rows that are equal. What fails on them is not asked of it."""
        if self._said(after) == []:
            return plain
        for in_any_case in (True, False):
            other, stage = replace(self), self.ways.stage
            with stage.attempt():
                found = other.on_equal_rows(after, in_any_case=in_any_case)
            apart = stage.shares and self.moves.migration.atomic
            if apart and isinstance(found, MigrationRehearsal) and _has_failed(found):
                other = replace(self)
                with stage.attempt_apart():
                    found = other.on_equal_rows(after, in_any_case=in_any_case)
            if isinstance(found, MigrationRehearsal):
                self.forward, self.reverse, self.again = other.forward, other.reverse, other.again
                return found
            if found is None:
                break
        return plain

    def on_equal_rows(self, after: State, *, in_any_case: bool) -> MigrationRehearsal | Failed | None:
        """Go back to before it, which has worked, and begin again; None where such rows change nothing."""
        places, moves, said = self._idle(after), self.moves.anew(back=True), self._said(after)
        try:
            if not is_same(self.before, after):
                self.ways.go(moves, "cannot be reversed", moves.back)
            if self.equal_rows is None or not self.equal_rows(self.before, moves.before, said, in_any_case):
                return None
            self.before, moves = self.ways.look(), moves.anew()
            _, self.forward = self.ways.go(moves, "does not run", moves.forward)
        except Failed as failed:
            return failed
        after = self.ways.look()
        busy = [place for place in places if place not in self._idle(after)]
        if not busy:
            return None
        result = self._there_and_back(self.before, after)
        return replace(result, remarks=(*with_equal_rows(self.moves.migration, busy), *result.remarks))

    def _on_softer_rows(self, failed: MigrationRehearsal, after: State, models: ProjectState) -> MigrationRehearsal:
        """What fails only on generated values at a limit is tried without them."""
        stage, error = self.ways.stage, failed.again_error or (failed.step.error if failed.step else None)
        if self.softened is None or error is None:
            return failed
        with stage.attempt(), self.softened(after, models) as any_row:
            if not any_row:
                return failed
            softer = self.ways.look()
            before, unknown = as_if(self.before.rows, after.rows, softer.rows)
            result = self._there_and_back(replace(self.before, rows=before), softer, unknown)
        if _has_failed(result):
            return failed
        return replace(result, remarks=(without_values(error, "Reversed"), *result.remarks))

    def _there_and_back(self, before: State, after: State, unknown: Own = NOTHING) -> MigrationRehearsal:
        """``unknown``: values from before of which nothing is to be said."""
        app, name = self.moves.file.key
        moves = self.moves.anew(back=True)
        try:
            _, self.reverse = self.ways.go(moves, "cannot be reversed", moves.back)
        except Failed as failed:
            return MigrationRehearsal(app, name, step=stuck(failed, moves))
        before, restored = unknown.hidden(before), unknown.hidden(self.ways.look())
        outcome = with_meaning(reversal(before, after, restored), moves.file, after.rows)
        moves = moves.anew()
        try:
            _, self.again = self.ways.go(moves, "does not run again", moves.forward)
        except Failed as failed:
            error = failure(failed, moves)
            return MigrationRehearsal(app, name, step=outcome, again=Again.FAILED, again_error=error)
        again, changes, notes = repeated(before, after, restored, self.ways.look())
        outcome = replace(outcome, notes=(*outcome.notes, *notes))
        restored_idle = self._idle(after) if outcome.verdict is Verdict.RESTORED else ()
        remarks = tuple(unproved(self.moves.migration, restored_idle))
        return MigrationRehearsal(app, name, step=outcome, again=again, again_changes=changes, remarks=remarks)

    def _idle(self, after: State) -> tuple[int, ...]:
        statements = self.forward.statements if self._reads_are_known else None
        return idle(self.moves.migration, statements, self.before, after)

    def _said(self, after: State) -> list[str] | None:
        """The statements of what was idle, where they are known."""
        places = self._idle(after)
        statements = [item.sql for item in self.forward.statements if item.operation in places]
        return statements if self._reads_are_known else None

    @property
    def _reads_are_known(self) -> bool:
        return bool(self.ways.stage.connection.vendor != "mongodb")


def _only_marks(way: Phase) -> bool:
    """Whether nothing was done on it: then it makes no difference to the next one that they share a transaction."""
    return all(item.sql.startswith(("SAVEPOINT ", "RELEASE SAVEPOINT ")) for item in way.statements)


def _has_failed(result: MigrationRehearsal) -> bool:
    return result.again is Again.FAILED or (result.step is not None and result.step.verdict is Verdict.FAILED_REVERSE)
