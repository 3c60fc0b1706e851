"""Takes one migration forward, back and forward again, from its own place in the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from django.db.migrations.state import ProjectState

from schemaguard.actions._rehearsal_declared import with_meaning
from schemaguard.actions._rehearsal_moves import Moves
from schemaguard.actions._rehearsal_own import NOTHING, Own, as_if
from schemaguard.actions._rehearsal_unproved import unproved
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
                models, self.forward = self.ways.go_whole(self.moves, "does not run", self.moves.forward)
                self.models, self.after = models, self.ways.look()
                result = self._back(self.after, models) if back else MigrationRehearsal(*file.key, step=None)
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

    def _back(self, after: State, models: ProjectState) -> MigrationRehearsal:
        """Back and forward again. What fails the second time counts only where each way has its own transaction."""
        app, name = self.moves.file.key
        if outcome := irreversible(self.moves):
            return MigrationRehearsal(app, name, step=outcome)
        stage = self.ways.stage
        with stage.attempt():
            result = self._there_and_back(self.before, after)
        if result.again is Again.FAILED and stage.shares and self.moves.migration.atomic:
            with stage.attempt_apart():
                result = self._there_and_back(self.before, after)
        return self._on_softer_rows(result, after, models) if _has_failed(result) else result

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
        remarks = tuple(self._unproved(after)) if outcome.verdict is Verdict.RESTORED else ()
        return MigrationRehearsal(app, name, step=outcome, again=again, again_changes=changes, remarks=remarks)

    def _unproved(self, after: State) -> Iterator[str]:
        sql = self.ways.stage.connection.vendor != "mongodb"
        return unproved(self.moves.migration, self.forward.statements, self.before, after, sql=sql)


def _has_failed(result: MigrationRehearsal) -> bool:
    return result.again is Again.FAILED or (result.step is not None and result.step.verdict is Verdict.FAILED_REVERSE)
