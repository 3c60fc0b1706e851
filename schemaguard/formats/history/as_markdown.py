"""Markdown: a table of the runs, for a page or a merge request."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.formats._markdown import escaped, item, row
from schemaguard.formats.history._report import entry, facts, took, what, when
from schemaguard.formats.registry import Style
from schemaguard.histories import HistoryReport

_HEAD = ("run", "began (UTC)", "where", "command", "outcome", "took", "by", "migrations")


def render(report: HistoryReport, style: Style) -> Iterator[str]:
    """The report as lines, the last one without its end."""
    yield f"## History of {escaped(report.environment)}\n"
    if report.entries is not None:
        yield from (f"\n{line}" for line in _one(report))
        return
    yield f"\n{row(_HEAD)}\n{row('---' for _ in _HEAD)}"
    for record in report.runs:
        info = record.info
        cells = (
            info.id[:8],
            when(info.begun_at),
            f"{info.environment}/{info.database}",
            info.command,
            record.outcome.value,
            took(record.seconds),
            str(info.who),
            what(record),
        )
        yield f"\n{row(map(escaped, cells))}"
    for note in report.notes:
        yield f"\n\n{item(note)}"


def _one(report: HistoryReport) -> Iterator[str]:
    for record in report.runs:
        yield from (item(f"{label}: {text}") for label, text in facts(record))
        yield ""
    yield row(("entry", "at (UTC)", "what"))
    yield row(("---",) * 3)
    for found in report.entries or ():
        yield row((str(found.number), when(found.at), escaped(entry(found))))
