"""The text that a syntax tree was read from. The tree says where things begin, the tokens where they end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import dropwhile

from schemaguard.databases.postgresql.parse_library import Node, Token, scan
from schemaguard.statements import Statement

_OPENING, _CLOSING = (b"(", b"["), (b")", b"]")


class Source:
    """One text. All positions are in bytes, as the parser counts."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def tokens(self) -> list[Token]:
        """The tokens without comments."""
        return [token for token in scan(self.data) if not token.is_comment]

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def text(self, start: int, end: int) -> str:
        """A part of the text."""
        return self.data[start:end].decode("utf-8", "replace").strip()

    def statement(self, raw: Node) -> str:
        """The text of one statement that parse_tree() gave. A length of zero means: to the end."""
        start = raw.get("stmt_location", 0)
        return self.text(start, start + raw.get("stmt_len", len(self.data)))

    def after(self, keyword: bytes, start: int) -> str:
        """The text in the brackets after the first such keyword: ``a > 0`` of ``CHECK (a > 0)``."""
        tokens = self._after(keyword, start)
        next(tokens, None)
        return self._span(tokens)

    def default(self, start: int, stops: Iterable[int]) -> str:
        """The expression after DEFAULT. ``stops`` are the beginnings of what may follow it in a column definition."""
        return self._span(self._after(b"DEFAULT", start), frozenset(stops))

    def default_before(self, position: int) -> str:
        """The expression after the last DEFAULT before a position inside it, in ALTER COLUMN … SET DEFAULT."""
        before = reversed(range(bisect_left(self._starts, position)))
        found = next((index for index in before if self.tokens[index].word == b"DEFAULT"), len(self.tokens))
        return self._span(self._from(found + 1))

    def _after(self, keyword: bytes, start: int) -> Iterator[Token]:
        """The tokens after the first such keyword from a position on."""
        tokens = dropwhile(lambda token: token.word != keyword, self._from(bisect_left(self._starts, start)))
        next(tokens, None)
        return tokens

    def _from(self, index: int) -> Iterator[Token]:
        return map(self.tokens.__getitem__, range(index, len(self.tokens)))

    def _span(self, tokens: Iterable[Token], stops: frozenset[int] = frozenset()) -> str:
        """The text up to a stop, or to a comma, a semicolon or a closing bracket of the outside."""
        first: Token | None = None
        last: Token | None = None
        depth = 0
        for token in tokens:
            if depth == 0 and (token.start in stops or token.text in (b",", b";", *_CLOSING)):
                break
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
            first, last = first or token, token
        return self.text(first.start, last.end) if first and last else ""


#: Turns the body of one type of statement into ours. They leave ``sql`` empty.
Handler = Callable[[Node, Source], Iterator[Statement]]
