"""Text for people: grouped by migration, readable without colour and at 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from schemaguard.findings import Finding, Severity
from schemaguard.formats._paint import Paint, painter
from schemaguard.formats._prose import flow
from schemaguard.formats.check._excerpt import excerpt
from schemaguard.formats.registry import Style
from schemaguard.reports import CheckReport

#: Between the two parts of a heading that is too long for one line.
NEXT_LINE = "\n    "

COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


def render(report: CheckReport, style: Style) -> str:
    """The report as text that ends without a newline."""
    paint = painter(style.colour)
    lines: list[str] = []
    if style.verbosity > 0:
        lines += _Page(report, style, paint).findings()
    for note in report.notes:
        lines += textwrap.wrap(f"Note: {note}", style.width)
    lines.append(_summary(report, style.width, paint))
    return "\n".join(lines)


class _Page:
    def __init__(self, report: CheckReport, style: Style, paint: Paint) -> None:
        self.report, self.style, self.paint = report, style, paint
        self.explained: set[tuple[str, str, str]] = set()

    def findings(self) -> Iterator[str]:
        """Every group of findings under the migration it belongs to."""
        for (app, migration), group in groupby(
            self.report.findings, lambda finding: (finding.location.app, finding.location.migration)
        ):
            found = list(group)
            yield self.paint(".".join(word for word in (app, migration) if word) or "project", "bold")
            if path := found[0].location.path:
                yield self.paint(path, "dim")
            for finding in found:
                yield from self._finding(finding)
            yield ""

    def _finding(self, finding: Finding) -> Iterator[str]:
        severity = self.paint(finding.severity.value, COLOURS[finding.severity])
        if finding.severity is Severity.NOTICE and self.style.verbosity < 2:
            # Good to know, and there are many of them: short here, explained on request.
            yield f"  {severity}  {self.paint(f'{finding.rule}  {finding.id}', 'dim')}"
            yield from self._prose(finding.message)
            return
        databases = f" on {', '.join(finding.databases)}" if finding.databases else ""
        about = f"{finding.id} {finding.axis.value}{databases}"
        # Long names get a second line.
        fits = len(f"  {finding.severity}  {finding.rule}  {about}") <= self.style.width
        yield f"  {severity}  {self.paint(finding.rule, 'bold')}{'  ' if fits else NEXT_LINE}{self.paint(about, 'dim')}"
        yield from self._source(finding)
        yield from self._prose(finding.message)
        # Long histories repeat themselves: the same explanation is given once.
        said = (finding.rule, finding.effect, finding.remedy)
        if said not in self.explained or self.style.verbosity > 1:
            self.explained.add(said)
            yield from self._labelled("Effect", finding.effect)
            yield from self._labelled("Way out", finding.remedy)

    def _source(self, finding: Finding) -> Iterator[str]:
        at = finding.location
        code = excerpt(self.report.sources.get(at.path, ()), at.line, self.style.width - 12)
        if code:
            yield self.paint(f"    {at.line:>4} | {code}", "dim")

    def _labelled(self, label: str, text: str) -> Iterator[str]:
        if text:
            yield from flow(f"{label}: {text}", self.style.width)

    def _prose(self, text: str) -> list[str]:
        return flow(text, self.style.width)


def _summary(report: CheckReport, width: int, paint: Paint) -> str:
    texts = {severity: _number(report.count(severity), severity.value) for severity in reversed(Severity)}
    painted = [paint(text, COLOURS[severity]) if report.count(severity) else text for severity, text in texts.items()]
    head = f"{_number(report.migrations, 'migration')} checked: "
    rest = f"; {report.suppressed} silenced by comments" if report.suppressed else ""
    rest += f"; {report.baselined} in the baseline" if report.baselined else ""
    if len(f"{head}{', '.join(texts.values())}{rest}.") > width:
        rest = rest.replace("; ", ";\n", 1)
    return f"{head}{', '.join(painted)}{rest}."


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
