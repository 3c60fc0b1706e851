"""JUnit XML: each migration is a test case. Errors are failures; the rest stands in its output."""

from __future__ import annotations

from collections import defaultdict
from xml.etree import ElementTree

from schemaguard.findings import Finding, Severity
from schemaguard.formats._xml import clean, written
from schemaguard.formats.registry import Style
from schemaguard.reports import CheckReport


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
    return written(root)


def _case(suite: ElementTree.Element, app: str, migration: str, found: list[Finding]) -> None:
    attributes = {"classname": app or "project", "name": migration or "history"}
    case = ElementTree.SubElement(suite, "testcase", {key: clean(value) for key, value in attributes.items()})
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    if errors:
        message = "; ".join(finding.message for finding in errors)
        failure = ElementTree.SubElement(case, "failure", {"type": errors[0].rule, "message": clean(message)})
        failure.text = clean("\n\n".join(_text(finding) for finding in errors))
    others = [finding for finding in found if finding.severity is not Severity.ERROR]
    if others:
        ElementTree.SubElement(case, "system-out").text = clean("\n\n".join(_text(finding) for finding in others))


def _text(finding: Finding) -> str:
    at = finding.location
    place = f" ({at.path}:{at.line})" if at.path else ""
    lines = [f"{finding.severity.value} {finding.rule} {finding.id}{place}", finding.message]
    return "\n".join([*lines, *(text for text in (finding.effect, finding.remedy) if text)])
