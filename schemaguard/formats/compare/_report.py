"""What several formats ask a comparison."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.formats._words import plural
from schemaguard.reports import ComparisonReport
from schemaguard.schema.weights import Weight


def notes(report: ComparisonReport) -> tuple[str, ...]:
    """All sentences for the reader. Where there are several databases, with the one they are about."""
    several = len(report.databases) > 1
    found = [f"{item.alias}: {note}" if several else note for item in report.databases for note in item.notes]
    return (*report.notes, *found)


def ignored(report: ComparisonReport) -> Iterator[tuple[str, str, str]]:
    """What was left out: the database's alias, the name of the object, and the reason."""
    for database in report.databases:
        yield from ((database.alias, name, reason) for name, reason in database.ignored)


def unknown(report: ComparisonReport) -> int:
    """How many differences may be none."""
    return sum(len(database.unknown) for database in report.databases)


def counts(report: ComparisonReport) -> dict[str, int]:
    """The summary, in the order of reading."""
    return {
        "errors": report.count(Weight.ERROR),
        "warnings": report.count(Weight.WARNING),
        "infos": report.count(Weight.INFO),
        "unknown": unknown(report),
        "ignored": sum(1 for _ in ignored(report)),
    }


def summary(report: ComparisonReport) -> str:
    """All in one sentence."""
    found = counts(report)
    rest = f"; {plural(found['unknown'], 'difference')} cannot be told for sure" if found["unknown"] else ""
    rest += f"; {found['ignored']} ignored" if found["ignored"] else ""
    if not report.differences:
        verb = "are equal" if report.equal else "are equal as far as can be told"
        prints = "" if report.left_fingerprint != report.right_fingerprint else f": {report.left_fingerprint[:12]}"
        objects = plural(sum(len(database.left.objects) for database in report.databases), "object")
        return f"{report.left} and {report.right} {verb} ({objects}){prints}{rest}."
    weights = (plural(found[f"{weight}s"], weight.value) for weight in reversed(Weight))
    return f"{plural(len(report.differences), 'difference')}: {', '.join(weights)}{rest}."
