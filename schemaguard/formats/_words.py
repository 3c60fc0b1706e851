"""Words that several kinds of reports share."""

from __future__ import annotations

from collections.abc import Mapping

from schemaguard.reports import Difference

#: Which side is wrong, in words: drift only.
_SIDES: Mapping[str, str] = {
    "live": "The live database is wrong.",
    "migrations": "The migrations are wrong.",
    "models": "The models say otherwise.",
    "recorder": "The record of applied migrations does not agree with this.",
}


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


def plural(count: int, noun: str) -> str:
    """A number with its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def duration(value: float) -> str:
    """Seconds for people."""
    if value < 60:
        return f"{value:.2f} s" if value < 9.995 else f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes}:{rest:02} min"
