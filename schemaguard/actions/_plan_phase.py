"""Before or after the deploy: the phase of each migration, and which of them one phase runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schemaguard.actions._plan_seen import Effect, Seen
from schemaguard.exceptions import BadInput
from schemaguard.findings import Axis, Finding, Severity
from schemaguard.plans import Phase
from schemaguard.steps.loader import Node, Project

#: The attribute of a migration by which its author says what nobody can read off its statements.
DECLARED = "phase"


@dataclass(frozen=True, slots=True)
class Judged:
    """The phase of one migration as far as it can be told from itself."""

    #: None: it goes with what stands before and after it.
    phase: Phase | None
    because: str
    #: Tables whose rows it changes.
    rows: frozenset[str] = frozenset()
    #: Tables that something goes from, or that get stricter.
    takes: frozenset[str] = frozenset()


def judge(effects: Sequence[Seen], findings: Iterable[Finding], declared: object = None) -> Judged:
    """The phase from everything that a migration does, and from what rules know about running code."""
    found = _from_effects(effects)
    if found.phase in (None, Phase.EXPAND) and (known := _breaking(findings)):
        return replace(found, phase=Phase.CONTRACT, because=known)
    if found.phase in (None, Phase.UNKNOWN) and declared in (Phase.EXPAND.value, Phase.CONTRACT.value):
        return replace(found, phase=Phase(str(declared)), because="Its file says so.")
    return found


def _from_effects(effects: Sequence[Seen]) -> Judged:
    first = {effect: next((seen.what for seen in effects if seen.effect is effect), "") for effect in Effect}
    rows = frozenset(seen.table for seen in effects if seen.effect is Effect.ROWS)
    taken = frozenset(seen.table for seen in effects if seen.effect in (Effect.TAKES, Effect.SWAPS))
    takes, adds, hidden = first[Effect.TAKES], first[Effect.ADDS], first[Effect.HIDES]
    if swapped := first[Effect.SWAPS]:
        phase, because = Phase.BOTH, f"It {swapped}: the old code breaks after it, and the new code before it."
    elif takes and adds:
        phase = Phase.BOTH
        because = f"It {adds}, which the new code needs, and {takes}, which the old code may still rely on."
    elif hidden:
        phase, because = Phase.UNKNOWN, f"It {hidden}."
    elif takes:
        phase, because = Phase.CONTRACT, f"It {takes}, which the old code may still rely on."
    elif adds or first[Effect.EASES]:
        phase, because = Phase.EXPAND, f"It {adds or first[Effect.EASES]}, and the old code does not notice."
    else:
        because = f"It {first[Effect.ROWS]}, and nothing else." if rows else "It does nothing to the database."
        return Judged(None, because, rows)
    return Judged(phase, because, rows, taken)


def _breaking(findings: Iterable[Finding]) -> str:
    """A rule that is sure of breaking code; users may have rules of their own."""
    found = (item for item in findings if item.axis is Axis.BREAKS_RUNNING_CODE and item.severity is Severity.ERROR)
    return next((item.message for item in found if item.direction == "forward"), "")


#: All pending migrations that each pending one needs, directly or not.
Needs = Mapping[Node, frozenset[Node]]
#: A phase, and why.
Settled = tuple[Phase, str]


def needs_of(project: Project, pending: Iterable[Node]) -> Needs:
    """What each migration of a plan needs of it. ``pending`` is in order."""
    needs: dict[Node, frozenset[Node]] = {}
    for node in pending:
        parents = [parent for parent in project.parents(node) if parent in needs]
        needs[node] = frozenset(parents).union(*(needs[parent] for parent in parents))
    return needs


def settle(judged: Mapping[Node, Judged], needs: Needs) -> dict[Node, Settled]:
    """Phases in the order of a plan, where migrations without one of their own take that of their neighbours.

    Rows are changed before the deploy, so that the new code finds them. There are two exceptions. What needs a
    migration that runs after the deploy runs after it as well. And where a later one makes a table stricter whose
    rows are changed here, or drops what they were copied from, the old code would go on to write rows that are not:
    they would be refused, or lost. So both run after the deploy.
    """
    phases: dict[Node, Settled] = {}
    for node, found in judged.items():
        if found.phase is not None:
            phases[node] = found.phase, found.because
        elif late := next((before for before in needs[node] if phases[before][0] is not Phase.EXPAND), None):
            because = f"{found.because} It needs {'.'.join(late)}, which does not run before the deploy."
            phases[node] = Phase.CONTRACT, because
        elif later := _relying(node, judged, needs):
            name = ".".join(later)
            because = (
                f"{found.because} The old code goes on writing, and {name} must find nothing that this has missed."
            )
            phases[node] = Phase.CONTRACT, because
        else:
            relied = "The new code may rely on that." if found.rows else "So it may run at any time."
            phases[node] = Phase.EXPAND, f"{found.because} {relied}"
    return phases


def _relying(node: Node, judged: Mapping[Node, Judged], needs: Needs) -> Node | None:
    """A later migration that makes a table stricter whose rows are changed here."""
    rows = judged[node].rows - {""}
    for later, found in judged.items() if rows else ():
        if found.phase is Phase.CONTRACT and found.takes & rows and node in needs[later]:
            return later
    return None


def chosen(alias: str, phases: Mapping[Node, Settled], needs: Needs, wanted: Phase) -> frozenset[Node]:
    """The migrations that one phase runs. Raises BadInput where that is no possible order."""
    for node, (phase, because) in phases.items():
        if phase is Phase.BOTH:
            raise BadInput(
                f"--phase {wanted}: {'.'.join(node)} on {alias!r} belongs before the deploy and after it. {because} "
                "Split it into two migrations, or apply everything at once, without --phase."
            )
    kept: list[Node] = []
    before: list[Node] = []
    for node, (phase, _) in phases.items():
        if phase is wanted:
            for other in before:
                if other in needs[node] or other[0] == node[0]:
                    raise BadInput(_impossible(alias, node, other, phases[other], wanted, other in needs[node]))
            kept.append(node)
        else:
            before.append(node)
    return frozenset(kept)


def _impossible(alias: str, node: Node, other: Node, settled: Settled, wanted: Phase, needed: bool) -> str:
    phase, because = settled
    words = "nobody can tell the phase of" if phase is Phase.UNKNOWN else f"belongs to --phase {phase}"
    what = f"which is pending and {words}"
    if phase is Phase.UNKNOWN:
        what = f"which is pending, and {words} that one"
    return (
        f"--phase {wanted}: {'.'.join(node)} on {alias!r} {'needs' if needed else 'comes after'} {'.'.join(other)}, "
        f"{what}. {because} {_way_out(wanted, phase)}"
    )


def _way_out(wanted: Phase, phase: Phase) -> str:
    if phase is Phase.UNKNOWN:
        return f'Look at it, and say in its file: {DECLARED} = "expand" or {DECLARED} = "contract".'
    if wanted is Phase.CONTRACT:
        return "Run first: manage.py schemaguard apply --phase expand"
    return "Change their order, or apply everything at once, without --phase."


def untold(phases: Mapping[Node, Settled]) -> Iterator[tuple[Node, str]]:
    """What each phase leaves out because nobody can tell when it belongs, and why."""
    for node, (phase, because) in phases.items():
        if phase is Phase.UNKNOWN:
            yield node, because
