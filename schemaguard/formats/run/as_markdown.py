"""Markdown for the log of a deploy: a table, what went wrong, and how to take it back."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.formats._visible import visible
from schemaguard.formats.registry import Style
from schemaguard.formats.run._words import facts, summary, title
from schemaguard.runs import RunReport


def render(report: RunReport, style: Style) -> str:
    """The report as Markdown that ends without a newline."""
    return "\n".join(_lines(report))


def _lines(report: RunReport) -> Iterator[str]:
    yield f"**{_cell(summary(report))}**"
    if report.migrations:
        yield from ("", "| Migration | Outcome | |", "|---|---|---|")
        for item in report.migrations:
            yield f"| `{_cell(title(item, report))}` | {item.outcome.value} | {_cell(', '.join(facts(item)))} |"
    if report.refusals:
        yield ""
        yield from (f"- {_cell(refusal)}" for refusal in report.refusals)
    if report.error:
        yield from ("", f"> {_cell(report.error)}")
    if report.rollback:
        yield from ("", f"Take it back with `{report.rollback}`")
    notes = [note for item in report.migrations for note in item.notes] + list(report.notes)
    if notes:
        yield ""
        yield from (f"- {_cell(note)}" for note in notes)


def _cell(text: str) -> str:
    """Text that stays in its cell, and means nothing to Markdown."""
    return visible(" ".join(text.split())).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
