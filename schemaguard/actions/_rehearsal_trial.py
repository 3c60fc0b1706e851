"""Takes one migration forward, back and forward again, from its own place in the plan."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.db.migrations.state import ProjectState

from schemaguard.actions._rehearsal_declared import with_meaning
from schemaguard.actions._rehearsal_moves import Moves
from schemaguard.actions._rehearsal_verdict import repeated, reversal
from schemaguard.actions._rehearsal_way import Ways, failure, irreversible, stuck
from schemaguard.actions._scratch_run import Failed
from schemaguard.databases.stage import State
from schemaguard.rehearsals import Again, MigrationRehearsal, Outcome, Phase, Verdict


@dataclass
class Trial:
    """One migration. Afterwards the database is as after going forward once."""

    ways: Ways
    moves: Moves
    before: State
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
                self.after = self._forward()
                result = self._back(self.after) if back else MigrationRehearsal(*file.key, step=None)
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

    def _forward(self) -> State:
        """The state after it. Raises Failed, with the database as it was before."""
        stage = self.ways.stage
        if not stage.takes_back:
            stage.keep()
        elif not self.moves.migration.atomic:
            self._forward_apart()  # What fails half-way would stay.
        try:
            self.models, self.forward = self.ways.go(self.moves, "does not run", self.moves.forward)
        except Failed:
            if not stage.takes_back:
                stage.restore()
            raise
        return self.ways.look()

    def _forward_apart(self) -> None:
        real, self.moves = self.moves, self.moves.anew()
        with self.ways.stage.attempt():
            self.ways.go(self.moves, "does not run", self.moves.forward)
        self.moves = real

    def _back(self, after: State) -> MigrationRehearsal:
        """Back and forward again. A failure counts only where each way has a transaction of its own."""
        app, name = self.moves.file.key
        if outcome := irreversible(self.moves):
            return MigrationRehearsal(app, name, step=outcome)
        stage = self.ways.stage
        with stage.attempt():
            result = self._there_and_back(after)
        failed = result.again_error or (result.step and result.step.error)
        if failed and stage.shares and self.moves.migration.atomic:
            with stage.attempt_apart():
                result = self._there_and_back(after)
        return result

    def _there_and_back(self, after: State) -> MigrationRehearsal:
        app, name = self.moves.file.key
        moves = self.moves.anew()
        try:
            _, self.reverse = self.ways.go(moves, "cannot be reversed", moves.back)
        except Failed as failed:
            return MigrationRehearsal(app, name, step=stuck(failed, moves))
        restored = self.ways.look()
        outcome = with_meaning(reversal(self.before, after, restored), moves.file, after.rows)
        moves = moves.anew()
        try:
            _, self.again = self.ways.go(moves, "does not run again", moves.forward)
        except Failed as failed:
            error = failure(failed, moves)
            return MigrationRehearsal(app, name, step=outcome, again=Again.FAILED, again_error=error)
        again, changes, notes = repeated(self.before, after, restored, self.ways.look())
        outcome = replace(outcome, notes=(*outcome.notes, *notes))
        return MigrationRehearsal(app, name, step=outcome, again=again, again_changes=changes)
