"""Texts and tables in Markdown, as GitHub and GitLab show it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from schemaguard.formats._visible import visible

#: GitHub takes 65,536 characters for a comment.
MOST = 65_000

#: What would mean something: inside words an underscore means nothing, and names are full of them.
_MARKS = re.compile(r"[&<>|`*\[\]\\~$@]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=//)|(?<=www)\.", re.IGNORECASE)
#: What would begin a heading, a list or a line.
_BEGINNINGS = re.compile(r"^[#+=-]|^\d+(?=[.)])")


def escaped(text: str) -> str:
    """A text that is shown as it stands, on one line. References to characters mean nothing to Markdown."""
    return _MARKS.sub(_reference, visible(" ".join(text.split())))


def _reference(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(character)};" for character in found[0])


def code(text: str) -> str:
    """A text as code. HTML's element holds any character, also in tables, and nobody is mentioned in it."""
    return f"<code>{escaped(text)}</code>"


def item(text: str, *rest: str) -> str:
    """An item of a list: a text that is shown as it stands, and markup."""
    return " ".join(("-", _BEGINNINGS.sub(_reference, escaped(text)), *rest))


def row(cells: Iterable[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"


class Page:
    """Lines as far as there is room for them."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.lines: list[str] = []

    def add(self, *lines: str) -> bool:
        """Add lines that belong together, and say whether there was room."""
        size = sum(len(line) + 1 for line in lines)
        if size > self.room:
            return False
        self.room -= size
        self.lines += lines
        return True

    def table(self, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> int:
        """Add a table, and say how many of its rows were left out."""
        fits = self.add("", row(head), row("---" for _ in head))
        left_out = 0
        for cells in rows:
            # Once full, always full: a gap inside would not be seen.
            fits = fits and self.add(row(cells))
            left_out += not fits
        return left_out
