"""JSON, format 1: a public contract, described by docs/reference/history.schema.json."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.formats._json import document
from schemaguard.formats.history._report import as_document, entry_document
from schemaguard.formats.registry import Style
from schemaguard.histories import HistoryReport


def render(report: HistoryReport, style: Style) -> Iterator[str]:
    """All runs, the latest first; and the entries where one run was asked for."""
    before = {"format": 1, "command": "history", "environment": report.environment}
    lists = {"runs": map(as_document, report.runs)}
    if report.entries is not None:
        lists["entries"] = map(entry_document, report.entries)
    yield from document(before, lists, {"notes": list(report.notes)})
