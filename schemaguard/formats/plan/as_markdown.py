"""Markdown for a merge request: what would run, what stops it, and folded what is known of each migration."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.formats._markdown import MOST, Page, code, escaped, item
from schemaguard.formats._words import plural
from schemaguard.formats.plan._report import PHASES, database, facts, locked, probe, summary, time, way_on
from schemaguard.formats.registry import Style
from schemaguard.plans import Plan, PlannedStep
from schemaguard.preflights import Answer

#: Kept for the last sentence.
_RESERVE = 300
_HEAD = ("", "migration", "phase", "time", "locks", "stopped by")


def render(report: Plan, style: Style) -> str:
    """At most ``MOST`` characters. What is left out is said."""
    page = Page(MOST - _RESERVE)
    page.add(f"## Plan for {escaped(report.environment)}", "", item(summary(report)))
    left_out = sum(not page.add(line) for line in _remarks(report))
    if report.steps:
        left_out += page.table(_HEAD, (_row(report, number, step) for number, step in enumerate(report.steps, 1)))
    left_out += sum(not page.add(*_fold(report, step)) for step in report.steps)
    if left_out:
        page.lines += [
            "",
            f"**{plural(left_out, 'line')} left out**, because a comment may not be longer. The format json has all.",
        ]
    return "\n".join(page.lines)


def _remarks(plan: Plan) -> Iterator[str]:
    for one in plan.databases:
        yield item(f"Database {database(one)}")
    for alias, probed in plan.servers.items():
        yield from (item(f"{alias}: {probe(one)}") for one in probed if one.answer is not Answer.CLEAN)
    for note in plan.notes:
        yield item(f"Note: {note}")
    for text, command in way_on(plan):
        yield item(text, code(command)) if command else item(text)


def _row(plan: Plan, number: int, step: PlannedStep) -> tuple[str, ...]:
    several = len(plan.databases) > 1
    where = f" on {code(step.database)}" if several else ""
    stopped = "<br>".join(dict.fromkeys(escaped(obstacle.allow or obstacle.kind) for obstacle in step.obstacles))
    locks = "<br>".join(escaped(locked(lock)) for lock in step.locks)
    return str(number), f"{code(step.name)}{where}", f"{step.phase}, {PHASES[step.phase]}", time(step), locks, stopped


def _fold(plan: Plan, step: PlannedStep) -> list[str]:
    """All that is known of a migration."""
    where = f" on {code(step.database)}" if len(plan.databases) > 1 else ""
    lines = [item(f"{fact.label}: {' '.join(fact.text.split())}") for fact in facts(step)]
    return ["", f"<details><summary>{code(step.name)}{where}</summary>", "", *lines, "", "</details>"]
