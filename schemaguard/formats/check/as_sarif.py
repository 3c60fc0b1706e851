"""SARIF 2.1.0, for GitHub code scanning and other viewers."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from schemaguard.findings import Finding, Severity
from schemaguard.formats._sarif import camel, document
from schemaguard.formats.registry import Style
from schemaguard.reports import CheckReport

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}


def render(report: CheckReport, style: Style) -> str:
    """One run with one result for each finding."""
    rules = _rules(report)
    positions = {rule["id"]: number for number, rule in enumerate(rules)}
    return document(report.version, rules, (_result(finding, positions[finding.id]) for finding in report.findings))


def _rules(report: CheckReport) -> list[dict[str, Any]]:
    """Each rule that found something, once."""
    first = {finding.id: finding for finding in sorted(report.findings, key=lambda f: f.id)}
    return [
        {
            "id": finding.id,
            "name": camel(finding.rule),
            "shortDescription": {"text": finding.rule.replace("-", " ")},
            "fullDescription": {"text": finding.effect or finding.rule},
            "help": {"text": finding.remedy or finding.rule},
            "defaultConfiguration": {"level": _LEVELS[finding.severity]},
            "properties": {"tags": [finding.axis.value]},
        }
        for finding in first.values()
    ]


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    at = finding.location
    result: dict[str, Any] = {
        "ruleId": finding.id,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": "\n".join(text for text in (finding.message, finding.effect, finding.remedy) if text)},
        "partialFingerprints": {"schemaguard/v1": finding.fingerprint},
        "properties": {
            "axis": finding.axis.value,
            "databases": list(finding.databases),
            "migration": f"{at.app}.{at.migration}" if at.migration else at.app,
        },
    }
    if at.path:
        place: dict[str, Any] = {"artifactLocation": {"uri": _uri(at.path)}}
        if at.line:
            place["region"] = {"startLine": at.line}
        result["locations"] = [{"physicalLocation": place}]
    return result


def _uri(path: str) -> str:
    """A path as a URI reference (RFC 3986): spaces and letters beyond ASCII are escaped."""
    place = PurePosixPath(path)
    return place.as_uri() if place.is_absolute() else quote(path)
