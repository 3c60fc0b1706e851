"""GitLab Code Quality: GitLab documentation, "Code Quality", "Implement a custom tool"."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from schemaguard.findings import Finding, Severity
from schemaguard.formats.registry import Style
from schemaguard.reports import CheckReport

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTICE: "info"}


def render(report: CheckReport, style: Style) -> str:
    """A list of violations. GitLab wants fingerprints to be unique, so the vendor is part of them."""
    return json.dumps([_violation(finding) for finding in report.findings], indent=2, ensure_ascii=False)


def _violation(finding: Finding) -> dict[str, Any]:
    at = finding.location
    unique = f"{finding.fingerprint} {finding.vendor}"
    return {
        "description": f"{finding.message} {finding.effect}".strip(),
        "check_name": finding.rule,
        "fingerprint": hashlib.sha256(unique.encode()).hexdigest(),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": at.path or at.app, "lines": {"begin": at.line or 1}},
    }
