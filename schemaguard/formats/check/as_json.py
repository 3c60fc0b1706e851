"""JSON, format 1: a public contract, described by docs/reference/check.schema.json."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from schemaguard.findings import Finding, Severity
from schemaguard.formats.registry import Style
from schemaguard.reports import CheckReport

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


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
    yield f'{_dumps(before)[:-2]},\n  "findings": ['
    for number, finding in enumerate(report.findings):
        yield f"{',' if number else ''}\n{_indented(_finding(finding))}"
    end = "\n  ]" if report.findings else "]"
    yield f"{end},{_dumps(after)[1:]}"


def _dumps(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _indented(finding: dict[str, Any]) -> str:
    """One finding as ``json.dumps(document, indent=2)`` writes it, without holding every piece until the end."""
    lines = ",\n".join(f'      "{key}": {_value(value)}' for key, value in finding.items())
    return f"    {{\n{lines}\n    }}"


def _value(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _ENCODE(value)
    lines = ",\n".join(f"        {_ENCODE(item)}" for item in value)
    return f"[\n{lines}\n      ]"


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
