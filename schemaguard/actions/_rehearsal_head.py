"""Takes migrations back from the end of the plan, one after the other, as ``migrate APP zero`` does.

That finds what a single step from a migration's own place hides: a reverse that works only on the schema of its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db.migrations.state import ProjectState

from schemaguard.actions._rehearsal_moves import Moves
from schemaguard.actions._rehearsal_rows import Own, joined, without
from schemaguard.actions._rehearsal_verdict import reversal
from schemaguard.actions._rehearsal_way import Ways, irreversible, stuck
from schemaguard.actions._scratch_run import Failed
from schemaguard.databases.stage import State
from schemaguard.rehearsals import Outcome, Verdict
from schemaguard.steps.loader import Node
from schemaguard.steps.source import MigrationFile


@dataclass(frozen=True)
class Passed:
    """A migration that went forward, and what was there before it."""

    file: MigrationFile
    #: Not rendered: all of them at once would fill the memory.
    models: ProjectState
    before: State
    #: What was written for the rehearsal itself after it, and before the next one.
    own: Own = field(default_factory=dict)


def from_head(ways: Ways, passed: Sequence[Passed], last: State) -> dict[Node, Outcome]:
    """The outcome of each. What is below one that cannot be taken back is skipped.

    ``last`` is the state after the last of them; receivers of post_migrate may have added rows since.
    """
    found: dict[Node, Outcome] = {}
    now, stopped = ways.stage.full_state(), False
    known = reversal(last, last, now)
    since: Own = {}
    for item in reversed(passed):
        if stopped:
            found[item.file.key] = Outcome(Verdict.SKIPPED)
            continue
        since = joined(since, item.own)
        outcome = _back(ways, item, now, since)
        now = ways.stage.state()
        stopped = outcome.verdict in (Verdict.IRREVERSIBLE, Verdict.FAILED_REVERSE)
        found[item.file.key] = _new(outcome, known)
        known = known if stopped else outcome
    return found


def _back(ways: Ways, item: Passed, after: State, since: Own) -> Outcome:
    moves = Moves(item.file, ways.stage.connection, item.models)
    if outcome := irreversible(moves):
        return outcome
    try:
        with ways.stage.step(atomic=item.file.migration.atomic):
            ways.go(moves, "cannot be reversed from the end of the plan", moves.back)
    except Failed as failed:
        return stuck(failed, moves)
    moments = (item.before, after, ways.stage.state())
    before, after, restored = (replace(moment, rows=without(moment.rows, since)) for moment in moments)
    return reversal(before, after, restored)


def _new(outcome: Outcome, known: Outcome) -> Outcome:
    """Without what the reverse of a later migration has brought, and has been told there."""
    if outcome.verdict not in (Verdict.LOSSY, Verdict.RESIDUE, Verdict.NO_OP):
        return outcome
    residue = tuple(change for change in outcome.residue if change not in known.residue)
    lost = tuple(
        item for item in outcome.lost if (item.table, item.column) not in {(k.table, k.column) for k in known.lost}
    )
    left = tuple(item for item in outcome.left if item.table not in {other.table for other in known.left})
    verdict = outcome.verdict if residue or lost or left else Verdict.RESTORED
    if verdict is Verdict.LOSSY and not lost:
        verdict = Verdict.RESIDUE
    return replace(outcome, verdict=verdict, residue=residue, lost=lost, left=left)
