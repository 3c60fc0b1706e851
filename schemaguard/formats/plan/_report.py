"""What several formats ask a plan."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import NamedTuple

from schemaguard.findings import Axis, Finding, Severity
from schemaguard.formats._words import duration, plural
from schemaguard.plans import Evidence, Lacks, Locked, Phase, Plan, PlannedDatabase, PlannedStep
from schemaguard.preflights import Answer, Probed

#: What each phase means, in a few words.
PHASES = {
    Phase.EXPAND: "before the deploy",
    Phase.CONTRACT: "after the deploy",
    Phase.BOTH: "at no time: split it",
    Phase.UNKNOWN: "nobody can tell",
}


class Fact(NamedTuple):
    """A line about a migration."""

    label: str
    text: str
    #: How bad it is: "", "notice", "warning" or "error".
    weight: str = ""


def verb(plan: Plan) -> str:
    """The command that carries it out, with what was asked for."""
    words = [plan.command, *plan.target]
    words += [f"--database {one.alias}" for one in plan.databases] if plan.chosen else []
    words += [f"--phase {plan.phase}"] if plan.phase else []
    return f"manage.py schemaguard {' '.join(words)}"


def carried_out_by(plan: Plan, file: str = "") -> str:
    """The command, with everything allowed that can be."""
    head = f"manage.py schemaguard {plan.command} --plan {file}" if file else verb(plan)
    return " ".join([head, *(f"{_option(plan)} {shlex.quote(word)}" for word in plan.allowances())])


def _option(plan: Plan) -> str:
    """What accepts something by name."""
    return "--accept-loss" if plan.command == "rollback" else "--allow"


def database(one: PlannedDatabase) -> str:
    """ "default: PostgreSQL 16, shop"."""
    return f"{one.alias}: {one.server}{f', {one.name}' if one.name else ''}"


def summary(plan: Plan) -> str:
    """All in one sentence."""
    if not plan.steps:
        return "Nothing is pending." if not plan.phase else f"Nothing is pending to {plan.phase}."
    count = (
        f"{plural(len(plan.steps), 'migration')} on {plural(len({step.database for step in plan.steps}), 'database')}"
    )
    forwards = [step for step in plan.steps if not step.backwards]
    counts = [f"{number} {phase}" for phase in Phase if (number := sum(step.phase is phase for step in forwards))]
    phases = f" ({', '.join(counts)})" if counts else ""
    return f"{count}{phases}, {_time(plan)}: {_stops(plan)}"


def _time(plan: Plan) -> str:
    known = [step.seconds for step in plan.steps if step.seconds is not None]
    if not known:
        return "how long it takes is not known"
    missing = len(plan.steps) - len(known)
    rest = f" without {plural(missing, 'migration')} of which that is not known" if missing else ""
    return f"about {duration(sum(known))}{rest}"


def _stops(plan: Plan) -> str:
    count = plan.stops()
    if not count:
        return f"nothing stops {plan.command}."
    return f"{plural(count, 'thing')} stop{'s' if count == 1 else ''} {plan.command}."


def way_on(plan: Plan) -> Iterator[tuple[str, str]]:
    """What to do before it can run, and how it runs then: sentences, and the command that belongs to each."""
    if not plan.steps:
        return
    hard = sorted({obstacle.kind.value for _, obstacle in plan.obstacles() if not obstacle.allow})
    if hard:
        yield f"See to it first, because it cannot be allowed: {', '.join(hard)}.", ""
    if plan.allowances():
        yield "To accept what can be, name it:", carried_out_by(plan)
    else:
        yield "Then run:" if hard else "To run it:", carried_out_by(plan)


def time(step: PlannedStep) -> str:
    """How long it may take."""
    return duration(step.seconds) if step.seconds is not None else "?"


def stops(step: PlannedStep) -> str:
    """What stops ``apply``, in words for a table."""
    return ", ".join(dict.fromkeys(obstacle.allow or obstacle.kind.value for obstacle in step.obstacles)) or "-"


def locked(lock: Locked) -> str:
    """ "shop_order: ACCESS EXCLUSIVE, blocks reads and writes while the table is written anew"."""
    blocked = [word for word, blocks in (("reads", lock.blocks_reads), ("writes", lock.blocks_writes)) if blocks]
    how = f", blocks {' and '.join(blocked)}" if blocked else ""
    work = "written anew" if lock.rewrites else "read" if lock.scans else ""
    return f"{lock.table}: {lock.mode}{how}{f' while the table is {work}' if work else ''}"


def facts(step: PlannedStep) -> Iterator[Fact]:
    """Everything about one migration, in the order in which people ask."""
    yield from _what(step)
    yield from _how(step)
    yield from _evidence(step)
    for person in step.approved_by:
        yield Fact("approved", f"by {person}")
    for obstacle in step.obstacles:
        if obstacle.kind not in (Lacks.FINDING, Lacks.PROBE):
            yield Fact("missing", obstacle.text, "error")


def _what(step: PlannedStep) -> Iterator[Fact]:
    if step.reason or step.own:
        yield Fact("reason", f"{step.reason or 'none is given'}{f' ({step.ticket})' if step.ticket else ''}")
    for text in step.operations:
        yield Fact("does", text)
    for name in step.destroys:
        yield Fact("destroys", name, "warning")


def _how(step: PlannedStep) -> Iterator[Fact]:
    if not step.backwards:  # The way back has no phases.
        yield Fact("phase", f"{step.phase}, {PHASES[step.phase]}. {step.phase_because}".rstrip())
    for lock in step.locks:
        yield Fact("locks", locked(lock))
    if not step.atomic:
        yield Fact("no rollback", "When it fails, what has run stays, and apply goes on at the operation that failed.")
    if not step.reversible:
        yield Fact("no way back", "An operation has no reverse.", "warning")


def _evidence(step: PlannedStep) -> Iterator[Fact]:
    said = {obstacle.kind for obstacle in step.obstacles}
    for finding in step.findings:
        if not (finding.axis is Axis.METADATA and Lacks.REASON in said):
            yield Fact(finding.severity.value, told(finding), finding.severity.value)
    for probed in step.probed:
        if probed.answer is not Answer.CLEAN:
            yield Fact("probe", probe(probed), _weight(probed.answer))
    if step.rehearsal is not None:
        yield Fact("rehearsal", rehearsal(step.rehearsal))
    if step.seconds is not None:
        yield Fact("time", f"about {duration(step.seconds)}, {step.seconds_because}")


def told(finding: Finding) -> str:
    """The rule and what it says."""
    return f"{finding.rule}: {finding.message}"


def matters(fact: Fact) -> bool:
    """Whether people see it who did not ask for everything."""
    return fact.weight != Severity.NOTICE.value


def probe(probed: Probed) -> str:
    """What a probe says, and what to do about it."""
    return " ".join(filter(None, (f"{probed.probe}: {probed.message}", probed.remedy)))


def _weight(answer: Answer) -> str:
    return {Answer.FAILED: "error", Answer.UNKNOWN: "warning", Answer.WARNING: "warning"}.get(answer, "notice")


def rehearsal(evidence: Evidence) -> str:
    """ "restored, on PostgreSQL 16, 2026-11-22 10:00 UTC"."""
    return f"{evidence.verdict}, on {evidence.server}, {evidence.when}"
