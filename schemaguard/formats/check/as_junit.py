"""JUnit XML: each migration is a test case. Errors are failures; the rest stands in its output."""

from __future__ import annotations

import re
from collections import defaultdict
from xml.etree import ElementTree

from schemaguard.findings import Finding, Severity
from schemaguard.formats.registry import Style
from schemaguard.reports import CheckReport

# Characters that XML 1.0 cannot hold (section 2.2), even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: CheckReport, style: Style) -> str:
    """One suite; findings without a migration get a case for their app."""
    cases: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    cases.update({key: [] for key in report.judged})
    for finding in report.findings:
        cases[finding.location.app, finding.location.migration].append(finding)
    failed = sum(any(f.severity is Severity.ERROR for f in found) for found in cases.values())
    counts = {"tests": str(len(cases)), "failures": str(failed), "errors": "0"}
    root = ElementTree.Element("testsuites", {"name": "schemaguard check", **counts})
    suite = ElementTree.SubElement(root, "testsuite", {"name": "schemaguard check", **counts, "skipped": "0"})
    for (app, migration), found in cases.items():
        _case(suite, app, migration, found)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def _case(suite: ElementTree.Element, app: str, migration: str, found: list[Finding]) -> None:
    attributes = {"classname": app or "project", "name": migration or "history"}
    case = ElementTree.SubElement(suite, "testcase", {key: _clean(value) for key, value in attributes.items()})
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    if errors:
        message = "; ".join(finding.message for finding in errors)
        failure = ElementTree.SubElement(case, "failure", {"type": errors[0].rule, "message": _clean(message)})
        failure.text = _clean("\n\n".join(_text(finding) for finding in errors))
    others = [finding for finding in found if finding.severity is not Severity.ERROR]
    if others:
        ElementTree.SubElement(case, "system-out").text = _clean("\n\n".join(_text(finding) for finding in others))


def _text(finding: Finding) -> str:
    at = finding.location
    place = f" ({at.path}:{at.line})" if at.path else ""
    lines = [f"{finding.severity.value} {finding.rule} {finding.id}{place}", finding.message]
    return "\n".join([*lines, *(text for text in (finding.effect, finding.remedy) if text)])


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
