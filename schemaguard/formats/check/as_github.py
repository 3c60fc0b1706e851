"""GitHub Actions annotations, shown beside the lines of a pull request.

GitHub documentation, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from schemaguard.findings import Finding
from schemaguard.formats.registry import Style
from schemaguard.reports import CheckReport


def render(report: CheckReport, style: Style) -> str:
    """One workflow command for each finding; nothing where there is none."""
    return "\n".join(_command(finding) for finding in report.findings)


def _command(finding: Finding) -> str:
    at = finding.location
    properties = {"title": f"{finding.rule} ({finding.id})"}
    if at.path:
        properties = {"file": at.path, "line": str(at.line or 1), **properties}
    shown = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    text = "\n".join(part for part in (finding.message, finding.effect, finding.remedy) if part)
    return f"::{finding.severity.value} {shown}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
