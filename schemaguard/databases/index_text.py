"""What a text of SQL says about one index or constraint, with all details that statements leave out.

Read from tokens and not by a grammar: the text comes from Django's schema editor or has been parsed already, and only
what stands in its brackets is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from schemaguard.databases.probing import CannotTell, Definition, Element
from schemaguard.databases.tokens import Lexer, Token, pieces

_NAMES = ("word", "name", "double")
#: What may follow the brackets of an index before its WHERE.
_KINDS = ("UNIQUE", "PRIMARY", "CHECK", "EXCLUDE", "INDEX", "KEY")


@dataclass(frozen=True, slots=True)
class IndexText:
    """Reads the texts of one kind of server."""

    lexer: Lexer
    #: Takes from the tokens of an element what is not its expression.
    element: Callable[[str, Sequence[Token]], Element]
    #: Whether names without quotes are in lower case, as PostgreSQL has them.
    lowers: bool = False

    def definition(self, sql: str, name: str = "", columns: Sequence[str] = ()) -> Definition:
        """The index or constraint with this name, or these columns, or the only one. Raises CannotTell."""
        tokens = self._tokens(sql)
        found = [item for item in self._all(sql, tokens) if not name or item[0] in ("", name)]
        named = [item for item in found if name and item[0] == name]
        wanted = named or [item for item in found if self._has(item[1], columns)]
        if len(wanted) != 1:
            raise CannotTell("its SQL could not be read")
        return wanted[0][1]

    def _tokens(self, sql: str) -> list[Token]:
        tokens = self.lexer.read(sql)
        return [replace(token, value=_lower(token.text)) if self.lowers and token.word else token for token in tokens]

    def _has(self, definition: Definition, columns: Sequence[str]) -> bool:
        return not columns or [item.column for item in definition.elements] == list(columns)

    def _all(self, sql: str, tokens: Sequence[Token]) -> Iterator[tuple[str, Definition]]:
        for at, token in enumerate(tokens):
            if token.word in ("UNIQUE", "PRIMARY", "CHECK", "EXCLUDE") and (start := _opening(tokens, at)) is not None:
                yield _name(tokens, at, start), self._one(sql, tokens, token.word, at, start)

    def _one(self, sql: str, tokens: Sequence[Token], word: str, at: int, start: int) -> Definition:
        end = _closing(tokens, start)
        inside = tokens[start + 1 : end]
        if word == "CHECK":
            return Definition(condition=_text(sql, inside))
        rest = _until_next(tokens[end + 1 :])
        words = [token.word for token in (*tokens[at:start], *rest)]
        return Definition(
            elements=tuple(self.element(sql, part) for part in pieces(inside, ",")),
            condition=_where(sql, rest),
            nulls_distinct=not any(words[i : i + 3] == ["NULLS", "NOT", "DISTINCT"] for i in range(len(words))),
        )


def _lower(name: str) -> str:
    """Only ASCII: what becomes of other letters depends on the server."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


def _opening(tokens: Sequence[Token], at: int) -> int | None:
    """The bracket that opens what a keyword is about; None where it is the attribute of a column."""
    for index in range(at + 1, len(tokens)):
        if tokens[index].text == "(":
            return index
        if tokens[index].text in (",", ";", ")"):
            return None
    return None


def _closing(tokens: Sequence[Token], start: int) -> int:
    depth = 0
    for index in range(start, len(tokens)):
        depth += (tokens[index].text == "(") - (tokens[index].text == ")")
        if depth == 0:
            return index
    raise CannotTell("its SQL could not be read")


def _name(tokens: Sequence[Token], at: int, start: int) -> str:
    """After CONSTRAINT, or between INDEX and ON or the bracket; empty without one."""
    if at > 1 and tokens[at - 2].word == "CONSTRAINT" and tokens[at - 1].kind in _NAMES:
        return tokens[at - 1].value
    between = [token for token in tokens[at + 1 : start] if token.word not in _SKIPPED]
    if between and between[0].kind in _NAMES and between[0].word not in ("ON", "USING", "NULLS"):
        return between[0].value
    return ""


_SKIPPED = frozenset({"INDEX", "KEY", "CONCURRENTLY", "IF", "NOT", "EXISTS"})


def _until_next(tokens: Sequence[Token]) -> Sequence[Token]:
    """Up to the end of the statement, or the next part of it."""
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth < 0 or (depth == 0 and token.text in (",", ";")):
            return tokens[:index]
    return tokens


def _where(sql: str, tokens: Sequence[Token]) -> str:
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.word == "WHERE":
            return _text(sql, _without_deferrable(tokens[index + 1 :]))
    return ""


def _without_deferrable(tokens: Sequence[Token]) -> Sequence[Token]:
    """An exclusion constraint ends with when it is checked."""
    for index, token in enumerate(tokens):
        if token.word in ("DEFERRABLE", "INITIALLY") or (
            token.word == "NOT" and index + 1 < len(tokens) and tokens[index + 1].word == "DEFERRABLE"
        ):
            return tokens[:index]
    return tokens


def _text(sql: str, tokens: Sequence[Token]) -> str:
    return sql[tokens[0].start : tokens[-1].end] if tokens else ""


def without_order(tokens: Sequence[Token]) -> Sequence[Token]:
    """An element without ASC, DESC, NULLS FIRST and NULLS LAST."""
    while tokens and tokens[-1].word in ("ASC", "DESC", "FIRST", "LAST", "NULLS"):
        tokens = tokens[:-1]
    return tokens


def plain(sql: str, tokens: Sequence[Token]) -> Element:
    """A column, or an expression as it stands."""
    tokens = without_order(tokens)
    if not tokens:
        raise CannotTell("its SQL could not be read")
    column = tokens[0].value if len(tokens) == 1 and tokens[0].kind in _NAMES else ""
    return Element(_text(sql, tokens), column)


def with_prefix(sql: str, tokens: Sequence[Token]) -> Element:
    """MySQL: a column may count with its first characters only."""
    tokens = without_order(tokens)
    is_prefix = len(tokens) == 4 and tokens[1].text == "(" and tokens[2].kind == "number" and tokens[3].text == ")"
    if is_prefix and tokens[0].kind in _NAMES:
        return Element(tokens[0].text, tokens[0].value, prefix=int(tokens[2].text))
    return plain(sql, tokens)


def with_operators(sql: str, tokens: Sequence[Token]) -> Element:
    """PostgreSQL: an operator class, and in exclusion constraints the operator."""
    parts = pieces(tokens, "WITH")
    operator = _text(sql, parts[1]) if len(parts) > 1 else ""
    tokens = without_order(parts[0])
    kind = ""
    if len(tokens) > 1 and tokens[-1].kind in _NAMES and tokens[-2].text != "." and tokens[-2].word != "COLLATE":
        closed = tokens[-2].text == ")" or tokens[-2].kind in _NAMES
        if closed:
            kind, tokens = tokens[-1].value, tokens[:-1]
    found = plain(sql, tokens)
    return Element(found.text, found.column, operator, kind)
