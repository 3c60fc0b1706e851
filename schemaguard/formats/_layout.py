"""Lines with a label and a cell for each side, of a fixed width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len, chop_cells, set_cell_size

from schemaguard.formats._paint import Paint

_GAP = "  "

#: No tree before the text.
PLAIN = ("", "")


@dataclass(frozen=True, slots=True)
class Layout:
    """How wide everything is, and how many lines a cell may have."""

    width: int
    paint: Paint
    most_lines: int = 4

    @property
    def label(self) -> int:
        """The width of the first column."""
        return max(20, self.width * 35 // 100)

    @property
    def cell(self) -> int:
        """The width of either side."""
        return (self.width - self.label - 2 * len(_GAP)) // 2

    def row(
        self, guides: tuple[str, str], label: str, sides: tuple[str, str], inks: tuple[str, str, str] = ("", "", "")
    ) -> Iterator[str]:
        """A label with both sides. ``guides`` begin the first line and those below; a long label has its own line."""
        guide, under = guides
        if cell_len(guide) + cell_len(label) > self.label:
            yield from self.prose(guides, label, inks[0])
            guide, label = under, ""
        left, right = (self.lines(side) for side in sides)
        for one, other in zip_longest(left or [""], right, fillvalue=""):
            head = self._padded(label, self.label - cell_len(guide), inks[0])
            yield self._stripped(
                f"{guide}{head}", self._padded(one, self.cell, inks[1]), self._padded(other, 0, inks[2])
            )
            guide, label = under, ""

    def _padded(self, text: str, width: int, ink: str) -> str:
        padding = " " * (width - cell_len(text))
        return f"{self.paint(text, ink)}{padding}" if ink and text else f"{text}{padding}"

    def _stripped(self, *cells: str) -> str:
        return _GAP.join(cells).rstrip()

    def lines(self, text: str) -> list[str]:
        """The text in lines of a cell; what is too much becomes …"""
        found = wrapped(text, self.cell)
        if len(found) <= self.most_lines:
            return found
        last = set_cell_size(found[self.most_lines - 1], self.cell - 1).rstrip()
        return [*found[: self.most_lines - 1], f"{last}…"]

    def prose(self, guides: tuple[str, str], text: str, ink: str = "") -> Iterator[str]:
        """A text over the whole width."""
        guide, under = guides
        for line in wrapped(text, self.width - max(cell_len(guide), cell_len(under))):
            yield f"{guide}{self.paint(line, ink) if ink else line}"
            guide = under


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most this many cells of a terminal, where a letter of Chinese takes two."""
    if text.isascii():
        return textwrap.wrap(text, width, break_on_hyphens=False)
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        whole = f"{line} {word}" if line else word
        if cell_len(whole) <= width:
            line = whole
            continue
        lines += [line] if line else []
        *full, line = chop_cells(word, width) or [""]
        lines += full
    return [*lines, line] if line else lines
