"""JSON, format 1: a public contract, described by docs/reference/check.schema.json."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.documents import finding
from schemaguard.findings import Severity
from schemaguard.formats._json import document
from schemaguard.formats.registry import Style
from schemaguard.reports import CheckReport


def render(report: CheckReport, style: Style) -> Iterator[str]:
    """The whole report as one document, findings in plan order."""
    before = {"format": 1, "command": "check"}
    after = {
        "summary": {
            "migrations": report.migrations,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "notices": report.count(Severity.NOTICE),
            "suppressed": report.suppressed,
            "baselined": report.baselined,
        },
        "notes": list(report.notes),
    }
    yield from document(before, {"findings": map(finding, report.findings)}, after)
