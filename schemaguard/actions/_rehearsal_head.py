"""Takes migrations back from the end of the plan, one after the other, as ``migrate APP zero`` does.

That finds what a single step from a migration's own place hides: a reverse that works only on the schema of its time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.migrations.state import ProjectState

from schemaguard.actions._rehearsal_declared import with_meaning
from schemaguard.actions._rehearsal_moves import Moves
from schemaguard.actions._rehearsal_names import Names, names_between
from schemaguard.actions._rehearsal_own import Own
from schemaguard.actions._rehearsal_verdict import reversal
from schemaguard.actions._rehearsal_way import Ways, irreversible, stuck
from schemaguard.actions._scratch_run import Failed
from schemaguard.databases.stage import State
from schemaguard.rehearsals import Outcome, Verdict
from schemaguard.schema.changes import Change
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
    own: Own = field(default_factory=Own)


def from_head(
    ways: Ways, passed: Sequence[Passed], last: State, needs: Callable[[Node], Iterable[Node]]
) -> dict[Node, Outcome]:
    """The outcome of each. What one needs that cannot be taken back is skipped; where it broke off half-way, all below.

    ``last`` is the state after the last of them; receivers of post_migrate may have added rows since.
    """
    found: dict[Node, Outcome] = {}
    now, halted = ways.stage.full_state(), ""
    known = reversal(last, last, now)
    since = Own()
    #: What stays applied, and because of which migration. It is not new to those below it.
    staying: dict[Node, str] = {}
    for item in reversed(passed):
        node = item.file.key
        stopped = halted or staying.get(node, "")
        outcome = _skipped(stopped) if stopped else _back(ways, item)
        restored = ways.look()
        since += item.own
        if outcome is None:
            names = names_between(now.rows, restored.rows)
            earlier = since.before(names)
            outcome = _reversal((item.before, earlier), (now, since), (restored, earlier))
            found[node] = with_meaning(_new(outcome, known, names), item.file, now.rows)
            known, since = outcome, earlier
        else:
            found[node] = outcome
            stopped = stopped or ".".join(node)
            halted = halted or (stopped if _is_half_done(ways, item, outcome) else "")
            staying.update(dict.fromkeys(needs(node), stopped))
            known = _reversal((item.before, since), (restored, since), (restored, since))
        now = restored
    return found


def _skipped(stopped: str) -> Outcome:
    return Outcome(Verdict.SKIPPED, why=f"{stopped} comes after it, and cannot be taken back.")


def _reversal(*moments: tuple[State, Own]) -> Outcome:
    # Counters have moved on with rows of ours; what the migration itself counts, its own place has told.
    before, after, restored = (replace(moment, rows=own.hidden_in(moment.rows), counters={}) for moment, own in moments)
    return reversal(before, after, restored)


def _is_half_done(ways: Ways, item: Passed, outcome: Outcome) -> bool:
    """Whether a part of the reverse may have been done that nothing has taken back."""
    whole = ways.stage.takes_back and item.file.migration.atomic
    return outcome.verdict is Verdict.FAILED_REVERSE and not whole


def _back(ways: Ways, item: Passed) -> Outcome | None:
    """Take it back. Gives an outcome where it stays."""
    moves = Moves(item.file, ways.stage.connection, item.models)
    if outcome := irreversible(moves):
        return outcome
    try:
        with ways.stage.step(atomic=item.file.migration.atomic):
            ways.go(moves, "cannot be reversed from the end of the plan", moves.back)
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
