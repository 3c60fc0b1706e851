"""Text for people: a line for each run, the latest first, or one run with its entries."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.formats._layout import PLAIN, Layout
from schemaguard.formats._paint import painter
from schemaguard.formats._visible import visible
from schemaguard.formats._words import plural
from schemaguard.formats.history._report import entry, facts, title, took, what, when
from schemaguard.formats.registry import Style
from schemaguard.histories import HistoryReport, RunRecord
from schemaguard.runs import Outcome

COLOURS = {Outcome.DONE: "green", Outcome.FAILED: "bold red", Outcome.STOPPED: "yellow", Outcome.OPEN: "yellow"}


def render(report: HistoryReport, style: Style) -> Iterator[str]:
    """The report as lines, the last one without its end."""
    first = True
    for line in _Page(report, style).lines():
        yield line if first else f"\n{line}"
        first = False


class _Page:
    def __init__(self, report: HistoryReport, style: Style) -> None:
        self.report, self.style = report, style
        self.paint = painter(style.colour)
        self.layout = Layout(style.width, self.paint)

    def lines(self) -> Iterator[str]:
        """Runs, what else there is to say, how many there were."""
        count = 0
        for record in self.report.runs:
            count += 1
            yield from self._run(record) if self.report.entries is None else self._whole(record)
        for note in self.report.notes:
            yield from self.layout.prose(PLAIN, f"Note: {visible(note)}")
        if self.report.entries is None:
            yield (
                f"{plural(count, 'run')}. More of one: manage.py schemaguard history --run ID" if count else "No runs."
            )

    def _run(self, record: RunRecord) -> Iterator[str]:
        info = record.info
        outcome = self.paint(f"{record.outcome.value:<8}", COLOURS.get(record.outcome, ""))
        time = took(record.seconds)
        place = f"{info.environment}/{info.database}"
        yield visible_line(
            f"{info.id[:8]}  {when(info.begun_at)}  {outcome}{time:>9}  {info.command} on {place} by {info.who}"
        )
        yield from self.layout.prose(("  ", "    "), visible(what(record)))
        if record.error and self.style.verbosity > 0:
            yield from self.layout.prose(("  ", "    "), visible(record.error), "red")

    def _whole(self, record: RunRecord) -> Iterator[str]:
        yield self.paint(f"Run {record.info.id}: {record.info.command}, {record.outcome.value}", "bold")
        for label, text in facts(record):
            yield from self.layout.prose((f"  {label:<12}", " " * 14), visible(text))
        for line in record.migrations:
            yield from self.layout.prose(("  ", "    "), visible(title(line)))
            for label, text in (("reason", line.reason), ("ticket", line.ticket), ("error", line.error)):
                if text:
                    yield from self.layout.prose((f"    {label:<8}", " " * 12), visible(text))
        yield "Entries"
        for item in self.report.entries or ():
            yield from self.layout.prose((f"  {item.number:>6}  {when(item.at)}  ", " " * 10), visible(entry(item)))
            if self.style.verbosity > 1 and item.what.sql:
                for statement in item.what.sql.splitlines():
                    yield from self.layout.prose((" " * 10, " " * 12), visible(statement), "dim")


def visible_line(text: str) -> str:
    """A line that may hold colours of ours."""
    return text.rstrip()
