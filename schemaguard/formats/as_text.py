"""Text for people: grouped by migration, readable without colour and at 80 columns."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from schemaguard.findings import Finding, Severity
from schemaguard.formats._excerpt import excerpt
from schemaguard.formats.registry import Style
from schemaguard.reports import CheckReport

COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


def render(report: CheckReport, style: Style) -> str:
    """The report as text that ends without a newline."""
    out = Console(
        file=io.StringIO(),
        width=style.width,
        force_terminal=style.colour,
        no_color=not style.colour,
        color_system="standard" if style.colour else None,
        highlight=False,
        markup=False,
        emoji=False,
    )
    if style.verbosity > 0:
        _Page(out, report, style).findings()
    for note in report.notes:
        out.print(Text(f"Note: {note}"))
    out.print(_summary(report))
    text: str = out.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.splitlines())


class _Page:
    def __init__(self, out: Console, report: CheckReport, style: Style) -> None:
        self.out, self.report, self.style = out, report, style
        self.explained: set[tuple[str, str, str]] = set()

    def findings(self) -> None:
        """Every group of findings under the migration it belongs to."""
        for (app, migration), group in groupby(self.report.findings, lambda f: (f.location.app, f.location.migration)):
            found = list(group)
            self.out.print(Text(".".join(word for word in (app, migration) if word), style="bold"))
            if path := found[0].location.path:
                self.out.print(Text(path, style="dim"))
            for finding in found:
                self._finding(finding)
            self.out.print()

    def _finding(self, finding: Finding) -> None:
        if finding.severity is Severity.NOTICE and self.style.verbosity < 2:
            self._notice(finding)
            return
        head = Text("  ")
        head.append(finding.severity.value, style=COLOURS[finding.severity])
        head.append(f"  {finding.rule}", style="bold")
        databases = f" on {', '.join(finding.databases)}" if finding.databases else ""
        head.append(f"  {finding.id} {finding.axis.value}{databases}", style="dim")
        self.out.print(head)
        self._source(finding)
        self._block(finding.message, 4)
        # Long histories repeat themselves: the same explanation is given once.
        said = (finding.rule, finding.effect, finding.remedy)
        if said not in self.explained or self.style.verbosity > 1:
            self.explained.add(said)
            self._labelled("Effect", finding.effect)
            self._labelled("Way out", finding.remedy)

    def _notice(self, finding: Finding) -> None:
        """Good to know, and there are many of them: two lines each, explained on request."""
        head = Text("  ").append(finding.severity.value, style=COLOURS[finding.severity])
        self.out.print(head.append(f"  {finding.rule}  {finding.id}", style="dim"))
        self._block(finding.message, 4)

    def _source(self, finding: Finding) -> None:
        at = finding.location
        code = excerpt(self.report.sources.get(at.path, ()), at.line, self.style.width - 12)
        if code:
            self.out.print(Text(f"    {at.line:>4} | {code}", style="dim"))

    def _labelled(self, label: str, text: str) -> None:
        for position, (kind, paragraph) in enumerate(_paragraphs(text)):
            if kind == "code":
                self._code(paragraph)
            else:
                self._block(f"{label}: {paragraph}" if position == 0 else paragraph, 4)

    def _block(self, text: str, indent: int) -> None:
        self.out.print(Padding(Text(text), (0, 0, 0, indent)))

    def _code(self, text: str) -> None:
        """Code keeps its lines: a wrapped line could not be pasted."""
        for line in text.splitlines():
            self.out.print(Text(f"        {line}"), soft_wrap=True)


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """Prose with its lines joined, and code (indented in the docstring) as it stands."""
    for paragraph in _blocks(text.splitlines()):
        if paragraph[0].startswith("    "):
            yield "code", "\n".join(line.removeprefix("    ") for line in paragraph)
        else:
            yield "prose", " ".join(line.strip() for line in paragraph).replace("::", ":").replace("``", "")


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Runs of lines that are all code or all prose."""
    block: list[str] = []
    for line in lines:
        if not line.strip():
            if block and not block[0].startswith("    "):
                yield block
                block = []
            continue
        if block and line.startswith("    ") != block[0].startswith("    "):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _summary(report: CheckReport) -> Text:
    counts = [
        (Severity.ERROR, report.count(Severity.ERROR)),
        (Severity.WARNING, report.count(Severity.WARNING)),
        (Severity.NOTICE, report.count(Severity.NOTICE)),
    ]
    text = Text(f"{_number(report.migrations, 'migration')} checked: ")
    for position, (severity, count) in enumerate(counts):
        text.append(", " if position else "")
        text.append(_number(count, severity.value), style=COLOURS[severity] if count else "")
    if report.suppressed:
        text.append(f"; {report.suppressed} silenced by comments")
    if report.baselined:
        text.append(f"; {report.baselined} in the baseline")
    return text.append(".")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
