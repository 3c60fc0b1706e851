"""What all formats say of a run in the same words."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.runs import MigrationRun, Outcome, RunReport


def title(item: MigrationRun, report: RunReport) -> str:
    """The migration; the database where there are several."""
    several = len({one.database for one in report.migrations}) > 1
    name = f"{item.app}.{item.migration}"
    return f"{name} on {item.database}" if several else name


def facts(item: MigrationRun) -> Iterator[str]:
    """What is out of the ordinary, or measured."""
    yield duration(item.seconds)
    if item.effects:
        yield f"{item.verified} of {item.effects} effects seen"
    if item.lock_seconds >= 0.05:
        yield f"{duration(item.lock_seconds)} waiting for locks"
    if item.attempts > 1:
        yield f"{item.attempts} tries"
    if item.resumed_at is not None:
        yield f"went on at operation {item.resumed_at}"


def duration(seconds: float) -> str:
    """ "12 ms", "3.4 s", "2 min 5 s"."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"


def summary(report: RunReport) -> str:
    """One sentence."""
    done = sum(item.outcome is Outcome.DONE for item in report.migrations)
    what = "applied" if report.command == "apply" else "taken back"
    count = f"{done} migration{'' if done == 1 else 's'} {what}"
    where = f"on {report.environment}"
    if report.refusals:
        verb = "would be refused" if report.dry_run else f"Nothing was {what}"
        return f"{verb}: {len(report.refusals)} in the way.".capitalize()
    if report.dry_run:
        return f"Nothing was {what}: this was a dry run."
    if report.outcome is Outcome.DONE:
        if not report.migrations:
            return f"Nothing to {'apply' if report.command == 'apply' else 'take back'} {where}."
        return f"{count} {where} in {duration(report.seconds)}."
    word = "Stopped" if report.outcome is Outcome.STOPPED else "Failed"
    return f"{word}: {count} {where} before that."
