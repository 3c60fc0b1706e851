"""Pieces of long texts, on one line."""

from __future__ import annotations

from itertools import zip_longest

#: Characters of a piece.
ROOM = 60
#: Characters of it that come before the first difference.
_BEFORE = 20


def one_line(text: str) -> str:
    """The text with every run of spaces and line breaks as one space."""
    return " ".join(text.split())


def clip(text: str, room: int = ROOM) -> str:
    """The beginning of a text, on one line, with … where something is left out."""
    line = one_line(text)
    return line if len(line) <= room else f"{line[: room - 1]}…"


def first_difference(left: str, right: str, room: int = ROOM) -> tuple[str, str]:
    """The first line that differs, on each side; of long ones what is around the first character that differs."""
    old, new = _first_lines(left, right)
    if max(len(old), len(new)) <= room:
        return old, new
    shared = _shared(old, new)
    start = max(0, shared - _BEFORE)
    # From a whole word on, if one begins there.
    start = old.find(" ", start, shared) + 1 or start if start else 0
    return _window(old, start, room), _window(new, start, room)


def _first_lines(left: str, right: str) -> tuple[str, str]:
    """Lines that differ in spaces only do not count, if there are others."""
    pairs = [pair for pair in zip_longest(left.splitlines(), right.splitlines(), fillvalue="") if pair[0] != pair[1]]
    pairs = pairs or [(left, right)]
    old, new = next((pair for pair in pairs if one_line(pair[0]) != one_line(pair[1])), pairs[0])
    if one_line(old) == one_line(new):
        return repr(old)[1:-1], repr(new)[1:-1]
    return one_line(old), one_line(new)


def _shared(left: str, right: str) -> int:
    """How many characters both begin with."""
    return next(
        (number for number, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )


def _window(text: str, start: int, room: int) -> str:
    return f"{'…' if start else ''}{clip(text[start:], room)}" if text else ""
