"""Takes one migration forward, back and forward again, from its own place in the plan."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.db.migrations.state import ProjectState

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
                self.models, self.forward = self.ways.go(self.moves, "does not run", self.moves.forward)
                self.after = self.ways.stage.state()
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

    def _back(self, after: State) -> MigrationRehearsal:
        app, name = self.moves.file.key
        if outcome := irreversible(self.moves):
            return MigrationRehearsal(app, name, step=outcome)
        stage, moves = self.ways.stage, self.moves.anew()
        with stage.attempt():
            try:
                _, self.reverse = self.ways.go(moves, "cannot be reversed", moves.back)
            except Failed as failed:
                return MigrationRehearsal(app, name, step=stuck(failed, moves))
            restored = stage.state()
            outcome = reversal(self.before, after, restored)
            moves = moves.anew()
            try:
                _, self.again = self.ways.go(moves, "does not run again", moves.forward)
            except Failed as failed:
                error = failure(failed, moves)
                return MigrationRehearsal(app, name, step=outcome, again=Again.FAILED, again_error=error)
            again, changes, notes = repeated(self.before, after, restored, stage.state())
        outcome = replace(outcome, notes=(*outcome.notes, *notes))
        return MigrationRehearsal(app, name, step=outcome, again=again, again_changes=changes)
