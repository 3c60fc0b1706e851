"""A piece of source, on one line."""

from __future__ import annotations

_MOST_LINES = 12


def excerpt(lines: tuple[str, ...], number: int, room: int) -> str:
    """The statement that begins on a line (from 1), joined until its brackets close, cut to ``room`` characters."""
    if not 0 < number <= len(lines):
        return ""
    text, depth = "", 0
    for line in lines[number - 1 : number - 1 + _MOST_LINES]:
        piece = line.strip()
        separator = "" if not text or text.endswith(("(", "[", "{")) or piece.startswith((")", "]", "}")) else " "
        text += separator + piece
        depth += sum(piece.count(bracket) for bracket in "([{") - sum(piece.count(bracket) for bracket in ")]}")
        if depth <= 0 or len(text) > room:
            break
    return text if len(text) <= room else f"{text[: room - 1]}…"
