"""What several formats ask a preflight."""

from __future__ import annotations

from collections.abc import Sequence

from schemaguard.formats._words import plural
from schemaguard.preflights import Answer, DatabasePreflight, PreflightReport, Probed


def worst_first(database: DatabasePreflight) -> list[Probed]:
    """Everything that is not clean; equal answers in the order of the plan."""
    told = [item for item in database.probed if item.answer is not Answer.CLEAN]
    return sorted(told, key=lambda item: -item.answer.rank)


def place(item: Probed) -> str:
    """The migration, and where to look."""
    if not item.migration:
        return ""
    where = f" ({item.path}:{item.line})" if item.path and item.line else ""
    return f"{item.app}.{item.migration}{where}"


def pending(database: DatabasePreflight) -> str:
    """How much is pending."""
    count = len(database.pending)
    return f"{plural(count, 'migration')} pending" if count else "nothing pending"


def questions(items: Sequence[Probed]) -> str:
    """ "14 questions, 12 clean, 2 failed"."""
    counts = {answer: sum(item.answer is answer for item in items) for answer in Answer}
    said = [f"{count} {_word(answer, count)}" for answer, count in counts.items() if count]
    return ", ".join([plural(len(items), "question"), *said])


def summary(report: PreflightReport) -> str:
    """All databases in one line."""
    return f"{questions([item for database in report.databases for item in database.probed])}."


def _word(answer: Answer, count: int) -> str:
    several = answer in (Answer.NOTICE, Answer.WARNING) and count != 1
    return f"{answer.value}s" if several else answer.value
