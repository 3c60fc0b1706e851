"""Text for people: each migration on a line, what went wrong, and how to take it back."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.formats._layout import PLAIN, Layout
from schemaguard.formats._paint import painter
from schemaguard.formats._visible import visible
from schemaguard.formats.registry import Style
from schemaguard.formats.run._words import facts, summary, title
from schemaguard.runs import MigrationRun, Outcome, RunReport

_INKS = {Outcome.DONE: "green", Outcome.FAILED: "bold red", Outcome.STOPPED: "yellow"}


def render(report: RunReport, style: Style) -> str:
    """The report as text that ends without a newline."""
    return "\n".join(_Page(report, style).lines())


class _Page:
    def __init__(self, report: RunReport, style: Style) -> None:
        self.report, self.style = report, style
        self.paint = painter(style.colour)
        self.layout = Layout(style.width, self.paint)

    def lines(self) -> Iterator[str]:
        """Migrations, refusals, notes, the summary, and the way back."""
        report = self.report
        for item in report.migrations:
            yield from self._migration(item)
        for refusal in report.refusals:
            yield from self.layout.prose(("- ", "  "), visible(refusal), "bold red")
        for note in report.notes:
            yield from self.layout.prose(PLAIN, visible(f"Note: {note}"), "dim")
        if report.error:
            yield from self.layout.prose(PLAIN, visible(report.error), "bold red")
        bad = report.outcome in (Outcome.FAILED, Outcome.STOPPED) or report.refusals
        yield from self.layout.prose(PLAIN, visible(summary(report)), "bold red" if bad else "bold")
        if report.rollback:
            yield f"Take it back with: {visible(report.rollback)}"
        for alias, place in report.ledger.items():
            yield self.paint(visible(f"Ledger of {alias}: entry {place}"), "dim")

    def _migration(self, item: MigrationRun) -> Iterator[str]:
        word = self.paint(f"{item.outcome.value:<8}", _INKS[item.outcome])
        yield f"{word}{visible(title(item, self.report))} ({', '.join(facts(item))})"
        for note in item.notes if self.style.verbosity > 0 else ():
            yield from self.layout.prose(("        ", "        "), visible(note), "dim")
