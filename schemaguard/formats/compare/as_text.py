"""Text for people: a tree of what differs, both sides beside each other, readable without colour and at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemaguard.formats._paint import Paint, painter
from schemaguard.formats._visible import visible
from schemaguard.formats.compare._groups import Group, grouped
from schemaguard.formats.compare._layout import Layout
from schemaguard.formats.compare._report import (
    blame,
    ignored,
    notes,
    part_title,
    spaced,
    summary,
)
from schemaguard.formats.registry import Style
from schemaguard.reports import ComparisonReport, DatabaseComparison, Difference
from schemaguard.schema import renames
from schemaguard.schema.weights import Weight
from schemaguard.schema.words import describe, rows

COLOURS = {Weight.ERROR: "bold red", Weight.WARNING: "yellow", Weight.INFO: "cyan"}

#: How a side is shown that lacks the object.
MISSING = "-"

#: No tree before the text.
PLAIN = ("", "")

#: The label of an attribute and its values.
VALUES = ("", "red", "green")


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
        self.explained: set[str] = set()

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
        yield from self._groups(database.differences)
        if database.unknown:
            yield from self._prose("Cannot tell, because not everything could be read:", "bold")
            yield from self._groups(database.unknown)
        for rename in database.renames:
            yield from self._prose(f"Possible rename: {renames.describe(rename)}")
        if database.renames:
            yield ""

    def _groups(self, differences: Sequence[Difference]) -> Iterator[str]:
        for group in grouped(differences):
            yield from self._group(group)
            yield ""

    def _group(self, group: Group) -> Iterator[str]:
        title = f"{spaced(group.kind)} {group.name}"
        if group.itself is None:
            yield from self._prose(title.strip(), "bold")
        else:
            yield from self._difference(("", "│ " if group.parts else "  "), group.itself, title)
        for part in group.parts[:-1]:
            yield from self._difference(("├─ ", "│  "), part, part_title(part))
        for part in group.parts[-1:]:
            yield from self._difference(("└─ ", "   "), part, part_title(part))

    def _difference(self, guides: tuple[str, str], difference: Difference, title: str) -> Iterator[str]:
        change, ink = difference.change, COLOURS[difference.weight]
        label, deeper = visible(f"{difference.weight} {title}"), (f"{guides[1]}  ", f"{guides[1]}    ")
        if change is not None and change.action != "alter":
            sides = tuple(visible(describe(item)) if item else MISSING for item in (change.before, change.after))
            yield from self.layout.row(guides, label, (sides[0], sides[1]), (ink, "", ""))
        else:
            yield from self.layout.prose(guides, label, ink)
        if change is None:
            yield from self.layout.prose(deeper, visible(difference.detail))
        for row in rows(change) if change else ():
            yield from self.layout.row(deeper, visible(row.label), (visible(row.left), visible(row.right)), VALUES)
        yield from self._explained((guides[1] + "  ",) * 2, difference)

    def _explained(self, guides: tuple[str, str], difference: Difference) -> Iterator[str]:
        """What it means: each text once, unless all are asked for. Who is wrong is said each time."""
        effect = difference.effect
        if effect not in self.explained or self.style.verbosity > 1:
            self.explained.add(effect)
            yield from self.layout.prose(guides, visible(effect), "dim")
        yield from self.layout.prose(guides, visible(blame(difference)), "dim")

    def _prose(self, text: str, ink: str = "") -> Iterator[str]:
        return self.layout.prose(PLAIN, visible(text), ink)
