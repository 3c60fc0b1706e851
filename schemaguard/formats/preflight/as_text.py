"""Text for people: the worst first, and what is clean as a number."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.formats._layout import PLAIN, Layout
from schemaguard.formats._paint import Paint, painter
from schemaguard.formats._visible import visible
from schemaguard.formats.preflight._report import pending, place, questions, summary, worst_first
from schemaguard.formats.registry import Style
from schemaguard.preflights import Answer, DatabasePreflight, PreflightReport, Probed

COLOURS = {
    Answer.CLEAN: "green",
    Answer.NOTICE: "cyan",
    Answer.WARNING: "yellow",
    Answer.UNKNOWN: "yellow",
    Answer.FAILED: "bold red",
}
_UNDER = "  "


def render(report: PreflightReport, style: Style) -> Iterator[str]:
    """The report as lines, the last one without its end."""
    first = True
    for line in _Page(report, style).lines():
        yield line if first else f"\n{line}"
        first = False


class _Page:
    def __init__(self, report: PreflightReport, style: Style) -> None:
        self.report, self.style = report, style
        self.paint: Paint = painter(style.colour)
        self.layout = Layout(style.width, self.paint)

    def lines(self) -> Iterator[str]:
        """Databases, notes, summary."""
        for database in self.report.databases:
            if self.style.verbosity > 0:
                yield from self._database(database)
        for note in self.report.notes:
            yield from self._prose(f"Note: {note}")
        bad = self.report.count(Answer.FAILED)
        yield from self._prose(f"In all: {summary(self.report)}", "bold" if bad else "")

    def _database(self, database: DatabasePreflight) -> Iterator[str]:
        server = f" ({database.server})" if database.server else ""
        yield from self._prose(f"Database {database.database}{server}: {pending(database)}", "bold")
        yield ""
        explained: set[str] = set()
        items = (
            worst_first(database) if self.style.verbosity < 2 else sorted(database.probed, key=lambda p: -p.answer.rank)
        )
        for item in items:
            yield from self._item(item, explained)
            yield ""
        for note in database.notes:
            yield from self._prose(f"Note: {note}")
        yield from self._prose(f"{questions(database.probed)}.", "dim")
        yield ""

    def _item(self, item: Probed, explained: set[str]) -> Iterator[str]:
        answer = self.paint(item.answer.value, COLOURS[item.answer])
        named = f"{item.probe}  {item.object}" if item.object else item.probe
        yield f"{answer}  {visible(named)}"
        if where := place(item):
            yield from self._under(where, "dim")
        yield from self._under(item.message)
        if item.examples:
            more = ", …" if item.count and item.count > len(item.examples) else ""
            yield from self._under(f"For example: {', '.join(item.examples)}{more}")
        if item.query:
            yield from self._under("See all:", "dim")
            yield f"{_UNDER * 2}{visible(item.query)}"
        if item.remedy and (item.remedy not in explained or self.style.verbosity > 1):
            explained.add(item.remedy)
            yield from self._under(f"Way out: {item.remedy}")

    def _under(self, text: str, ink: str = "") -> Iterator[str]:
        yield from self.layout.prose((_UNDER, _UNDER), visible(text), ink)

    def _prose(self, text: str, ink: str = "") -> Iterator[str]:
        yield from self.layout.prose(PLAIN, visible(text), ink)
