"""Text for people: a tree of what differs, both sides beside each other, readable without colour and at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.formats._layout import PLAIN, Layout
from schemaguard.formats._paint import Paint, painter
from schemaguard.formats._tree import Tree
from schemaguard.formats._visible import visible
from schemaguard.formats.compare._report import ignored, notes, summary
from schemaguard.formats.registry import Style
from schemaguard.reports import ComparisonReport, DatabaseComparison
from schemaguard.schema import renames


def render(report: ComparisonReport, style: Style) -> Iterator[str]:
    """The report as lines, the last one without its end."""
    first = True
    for line in _Page(report, style).lines():
        yield line if first else f"\n{line}"
        first = False


class _Page:
    def __init__(self, report: ComparisonReport, style: Style) -> None:
        self.report, self.style = report, style
        self.paint: Paint = painter(style.colour)
        self.layout = Layout(style.width, self.paint, most_lines=4 if style.verbosity < 2 else 1000)
        self.tree = Tree(self.layout, every_time=style.verbosity > 1)

    def lines(self) -> Iterator[str]:
        """Header, databases, what else there is to say, summary."""
        if self.style.verbosity > 0 and not self.report.equal:
            yield from self._header()
            for database in self.report.databases:
                if database.differences or database.unknown:
                    yield from self._database(database)
        if self.style.verbosity > 1:
            for alias, name, reason in ignored(self.report):
                yield from self._prose(f"Ignored in {alias}: {name}: {reason}")
        for note in notes(self.report):
            yield from self._prose(f"Note: {note}")
        yield from self._prose(summary(self.report), "" if self.report.equal else "bold")

    def _header(self) -> Iterator[str]:
        report = self.report
        sides = ((report.left, report.left_fingerprint), (report.right, report.right_fingerprint))
        for title, (name, fingerprint) in zip(("Left", "Right"), sides, strict=True):
            yield f"{f'{title}:':<10}{self.paint(visible(name), 'bold')}  {self.paint(fingerprint[:12], 'dim')}"
        yield ""

    def _database(self, database: DatabaseComparison) -> Iterator[str]:
        servers = (database.left.server, database.right.server)
        yield from self.layout.row(PLAIN, f"Database {visible(database.alias)}", servers, ("bold", "dim", "dim"))
        yield ""
        yield from self.tree.groups(database.differences)
        if database.unknown:
            yield from self._prose("Cannot tell, because not everything could be read:", "bold")
            yield from self.tree.groups(database.unknown)
        for rename in database.renames:
            yield from self._prose(f"Possible rename: {renames.describe(rename)}")
        if database.renames:
            yield ""

    def _prose(self, text: str, ink: str = "") -> Iterator[str]:
        return self.layout.prose(PLAIN, visible(text), ink)
