"""Pages as their blocks of code, and what the marks above them mean.

A comment above a block says what a test does with it: ``run`` (commands; a number is the expected exit code),
``file: PATH`` and ``append: PATH`` (its text), ``settings`` (added to the settings), ``output`` (what the commands
before it print; "…" stands for lines that are left out).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(
    r"^(?:<!-- (?P<mark>[^>]*?) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of code. ``mark`` and ``value`` are empty where nothing stands above it."""

    language: str
    text: str
    mark: str = ""
    value: str = ""


def blocks(name: str) -> list[Block]:
    """The blocks of a page, by its path in the checkout."""
    return list(_blocks((ROOT / name).read_text(encoding="utf-8")))


def _blocks(text: str) -> Iterator[Block]:
    for found in _FENCE.finditer(text):
        mark, _, value = (found["mark"] or "").partition(": ")
        yield Block(found["language"], found["text"], mark, value)


_VARYING = re.compile(
    r"\b[0-9a-f]{12}\b|\bSQLite 3\.\d+|\b\d+\.\d\d? s\b|\b\d+ ms\b|(?<=--run )[0-9a-f]{8}\b|\bentry \d+ [0-9a-f]{16}\b"
)


def shows(shown: str, output: str) -> bool:
    """Whether these are the words of the output; a line "…" stands for any number of them.

    How lines are wrapped does not count: that is for the tests of the text format. Nor do fingerprints of schemas, places
    in the ledger, ids of runs, versions of SQLite and times, which differ from one Django and one machine to the next.
    """
    shown, output = (_VARYING.sub("(varies)", text) for text in (shown, output))
    pieces = [piece.split() for piece in re.split(r"^…$", shown, flags=re.MULTILINE)]
    words = output.split()
    first, *others = pieces
    if words[: len(first)] != first:
        return False
    position = len(first)
    for piece in others:
        found = _find(piece, words, position)
        if found < 0:
            return False
        position = found + len(piece)
    return position == len(words) or (bool(others) and not others[-1])


def _find(piece: list[str], words: list[str], start: int) -> int:
    places = range(start, len(words) - len(piece) + 1)
    return next((place for place in places if words[place : place + len(piece)] == piece), -1)
