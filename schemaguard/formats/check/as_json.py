"""JSON, format 1: a public contract, described by docs/reference/check.schema.json."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemaguard.findings import Finding, Severity
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
    yield from document(before, {"findings": map(_finding, report.findings)}, after)


def _finding(finding: Finding) -> dict[str, Any]:
    at = finding.location
    return {
        "rule": finding.rule,
        "id": finding.id,
        "severity": finding.severity.value,
        "axis": finding.axis.value,
        "database": finding.databases[0] if finding.databases else None,
        "databases": list(finding.databases),
        "vendor": finding.vendor or None,
        "app": at.app,
        "migration": at.migration or None,
        "operation": at.operation,
        "part": at.part or None,
        "path": at.path or None,
        "line": at.line or None,
        "direction": finding.direction,
        "subject": finding.subject,
        "message": finding.message,
        "effect": finding.effect,
        "remedy": finding.remedy,
        "evidence": [evidence.value for evidence in finding.evidence],
        "fingerprint": finding.fingerprint,
    }
