"""SQL texts of one database, without what is only spelling: spaces, comments, and the database's own name.

MariaDB and MySQL write the name of the database into the bodies of views, and people write it into triggers. It
names another database after a copy, so only one's own name is taken away.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cache
from itertools import pairwise

from schemaguard.databases.mysql.parse_grammar import PATTERNS
from schemaguard.databases.tokens import Lexer, Token, enclosed

#: Character sets that hold the same text: which one a literal has depends on who created it.
_INTRODUCERS = frozenset({"_UTF8MB4", "_UTF8MB3", "_UTF8"})
#: Words of triggers and upserts that come before a column.
_ROWS = frozenset({"NEW", "OLD"})


class Texts:
    """Normalises SQL texts. ``objects`` are the names of tables, views and routines of the database."""

    def __init__(self, database: str, objects: Container[str] = (), *, exact: bool = True) -> None:
        self._objects = objects
        self._exact = exact
        self._database = self._folded(database)

    def _folded(self, name: str) -> str:
        return name if self._exact else name.casefold()

    def body(self, text: str, sql_mode: str = "") -> str:
        """A program or a query: what was between tokens becomes one space, comments with it."""
        names = ("word", "name", "double") if "ANSI_QUOTES" in sql_mode else ("word", "name")
        tokens = _lexer().read(text)
        own = self._own_name(tokens, names) if self._database in self._folded(text) else set()
        return _joined(tokens, own)

    def expression(self, text: str) -> str:
        """A condition, a default or a generated value: also without parentheses around everything."""
        tokens = _lexer().read(text)
        while len(tokens) > 2 and enclosed(tokens):
            tokens = tokens[1:-1]
        left_out = {
            index
            for index, token in enumerate(tokens[:-1])
            if token.word in _INTRODUCERS and tokens[index + 1].kind == "string"
        }
        return _joined(tokens, left_out | self._own_name(tokens, ("word", "name")))

    def _own_name(self, tokens: Sequence[Token], kinds: Container[str]) -> set[int]:
        """The indexes of the database's own name before a dot, and of that dot."""
        found: set[int] = set()
        alias = self._is_alias(tokens, kinds)
        for index, token in enumerate(tokens[:-2]):
            if not self._is_database(token, kinds) or tokens[index + 1].text != "." or _after_dot(tokens, index):
                continue
            three_parts = index + 3 < len(tokens) and tokens[index + 3].text == "."
            if three_parts or not alias or tokens[index + 2].value in self._objects:
                found |= {index, index + 1}
        return found

    def _is_database(self, token: Token, kinds: Container[str]) -> bool:
        return token.kind in kinds and self._folded(token.value) == self._database and token.word not in _ROWS

    def _is_alias(self, tokens: Sequence[Token], kinds: Container[str]) -> bool:
        """Whether a table is called like the database: behind another name, or behind AS."""
        return any(
            self._is_database(token, kinds)
            and (before.kind in kinds or before.text == ")")
            and not (index + 2 < len(tokens) and tokens[index + 2].text == ".")
            for index, (before, token) in enumerate(pairwise(tokens))
        )


def _after_dot(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].text == "."


def _joined(tokens: Sequence[Token], left_out: Container[int]) -> str:
    """The tokens with one space wherever there was anything between them."""
    pieces: list[str] = []
    end, apart = tokens[0].start if tokens else 0, False
    for index, token in enumerate(tokens):
        apart = apart or token.start > end
        end = token.end
        if index not in left_out:
            pieces.append(f" {token.text}" if apart and pieces else token.text)
            apart = False
    return "".join(pieces)


@cache
def _lexer() -> Lexer:
    return Lexer(PATTERNS, backslash=True)
