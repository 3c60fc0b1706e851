"""Texts that a regular expression matches, as far as it is made of characters, classes, groups and repetitions."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator
from itertools import islice

#: What can be written for a number: others give other texts.
_Writer = Callable[[int], str]

_MARKS = {"d": string.digits, "w": "bcdXYZ019_", "s": " ", "D": "bcdXYZ-", "W": "-.,", "S": "bcdXYZ019"}
_EMPTY = frozenset("^$")
_EMPTY_ESCAPES = frozenset("AZzbB<>mMy")
_REPEATED = re.compile(r"\{(\d*)(,?)(\d*)\}|[*+?]")
_GROUP = re.compile(r"\((\?:|\?P?<\w+>)?")
_NEGATED = "".join(sorted(set(string.ascii_letters + string.digits + "-_.,:/ ")))


def matching(pattern: str, count: int = 8) -> list[str]:
    """Different texts that it finds; none where it cannot be read."""
    try:
        writer, compiled = _Reader(pattern).whole(), re.compile(pattern)
    except (re.error, ValueError, RecursionError):
        return []
    texts = (writer(number) for number in range(count * 4))
    return list(islice(dict.fromkeys(text for text in texts if compiled.search(text)), count))


class _Reader:
    """Reads it from left to right. Raises ValueError for what is not known here, such as a look ahead."""

    def __init__(self, pattern: str) -> None:
        self._text, self._at = pattern, 0

    def whole(self) -> _Writer:
        """The writer for all of it."""
        found = self._alternatives()
        if self._at < len(self._text):
            raise ValueError(self._text)
        return found

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self) -> str:
        if not self._next():
            raise ValueError(self._text)
        self._at += 1
        return self._text[self._at - 1]

    def _alternatives(self) -> _Writer:
        ways = [self._sequence()]
        while self._next() == "|":
            self._at += 1
            ways.append(self._sequence())
        return lambda number: ways[number % len(ways)](number // len(ways))

    def _sequence(self) -> _Writer:
        parts: list[_Writer] = []
        while self._next() not in ("", "|", ")"):
            parts.append(self._repeated(self._one()))
        return lambda number: "".join(part(number + place) for place, part in enumerate(parts))

    def _repeated(self, writer: _Writer) -> _Writer:
        found = _REPEATED.match(self._text, self._at)
        if not found:
            return writer
        self._at = found.end()
        if self._next() in ("?", "+"):  # Lazy, possessive.
            self._at += 1
        low, high = _bounds(found)
        span = min(high - low, 3) + 1
        return lambda number: "".join(writer(number + step * 3) for step in range(low + number % span))

    def _one(self) -> _Writer:
        char = self._next()
        if char == "(":
            return self._group()
        self._at += 1
        if char in _EMPTY:
            return lambda number: ""
        if char == "\\" and self._next() in _EMPTY_ESCAPES:
            self._at += 1
            return lambda number: ""
        chars = self._class() if char == "[" else self._escaped() if char == "\\" else _any_of(char)
        return lambda number: chars[number % len(chars)]

    def _group(self) -> _Writer:
        found = _GROUP.match(self._text, self._at)
        self._at = found.end() if found else self._at
        if self._next() == "?":
            raise ValueError(self._text)
        writer = self._alternatives()
        if self._take() != ")":
            raise ValueError(self._text)
        return writer

    def _escaped(self) -> str:
        char = self._take()
        if char in _MARKS:
            return _MARKS[char]
        if char.isalnum():  # A group that comes again, or a code.
            raise ValueError(self._text)
        return char

    def _class(self) -> str:
        negated = self._next() == "^"
        self._at += negated
        chars = "".join(self._members())
        return "".join(char for char in _NEGATED if char not in chars) if negated else chars

    def _members(self) -> Iterator[str]:
        first = True
        while (char := self._take()) != "]" or first:
            first = False
            if char == "[":  # Of PostgreSQL: [[:alpha:]]
                raise ValueError(self._text)
            one = self._escaped() if char == "\\" else char
            if self._next() == "-" and self._text[self._at + 1 : self._at + 2] not in ("", "]"):
                self._at += 1
                last = self._take()
                one = "".join(map(chr, range(ord(char), min(ord(last), ord(char) + 200) + 1)))
            yield one


def _any_of(char: str) -> str:
    if char in "*+?{":
        raise ValueError(char)
    return "aB3-" if char == "." else char


def _bounds(found: re.Match[str]) -> tuple[int, int]:
    if found[0] in "*+?":
        return (int(found[0] == "+"), 1 if found[0] == "?" else 9)
    low = int(found[1] or 0)
    return low, int(found[3]) if found[3] else low + 9 * bool(found[2])
