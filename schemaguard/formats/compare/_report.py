"""What several formats ask a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemaguard.reports import ComparisonReport, Difference
from schemaguard.schema.weights import Weight

#: Which side is wrong, in words: drift only.
_SIDES: Mapping[str, str] = {
    "live": "The live database is wrong.",
    "migrations": "The migrations are wrong.",
    "models": "The models say otherwise.",
    "recorder": "The record of applied migrations does not agree with this.",
}


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


def blame(difference: Difference) -> str:
    """Drift: who is wrong, and which migration it is about; empty where nobody can tell."""
    by = f"Migration: {difference.migration}." if difference.migration else ""
    return f"{_SIDES.get(difference.side, '')} {by}".strip()


def spaced(kind: str) -> str:
    """A kind of object or change for people: "foreign key"."""
    return kind.replace("_", " ")


def part_title(difference: Difference) -> str:
    """What a part is called under its table: "column total"."""
    change = difference.change
    if change is None:
        return f"{spaced(difference.kind)} {difference.object}"
    return f"{spaced(change.type)} {change.subject.name}"


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


def plural(count: int, noun: str) -> str:
    """A number with its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
