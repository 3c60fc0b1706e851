"""SQL text as tokens, split into statements, and what a run of tokens says. Shared by MySQL, MariaDB and SQLite."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt, ne

#: Kinds in the order they are tried; a vendor gives the patterns that differ. The last one takes what no other does.
_KINDS = ("space", "comment", "open", "close", "string", "double", "name", "number", "param", "variable", "word")
_COMMON = {
    "space": r"\s+",
    "double": r'"(?:[^"]|"")*+"',
    # The parameters of Django's cursors; %% is the operator %, written for a cursor.
    "param": r"%s(?!\w)|%\(\w+\)s(?!\w)|\?\d*",
    "symbol": r"<=>|->>?|:=|\|\||&&|<<|>>|[<>=!]=|<>|%%|[-+*/%=<>!~^&|(),.;:{}]",
    # A quote or a comment that is never closed swallows the rest of the text.
    "error": r"""(?:['"`]|/\*).*|.""",
}
_UNQUOTED = str.maketrans("", "", "'\"`")
_NEVER = r"(?!)"
_ESCAPED = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of text. ``kind`` is word, name, double, string, number, variable, param, symbol or error."""

    kind: str
    text: str
    start: int
    #: A name or a string without its quotes; anything else as written.
    value: str
    #: A keyword or an unquoted name in upper case; empty for the other kinds.
    word: str = ""

    @property
    def end(self) -> int:
        """Where the token ends in the text."""
        return self.start + len(self.text)


class Lexer:
    """Reads tokens. ``patterns`` are the vendor's own, by kind; a kind that it does not have never matches."""

    def __init__(self, patterns: Mapping[str, str], *, backslash: bool) -> None:
        known = {**_COMMON, **patterns}
        groups = [f"(?P<{kind}>{known.get(kind, _NEVER)})" for kind in (*_KINDS, "symbol", "error")]
        self._pattern = re.compile("|".join(groups), re.ASCII | re.DOTALL)
        self._backslash = backslash

    def read(self, sql: str) -> list[Token]:
        """All tokens of a text, without spaces and comments. Never fails: what is no token has the kind "error"."""
        tokens: list[Token] = []
        position, inside = 0, False
        while match := self._pattern.match(sql, position):
            kind, text = match.lastgroup or "error", match.group()
            if kind == "close" and not inside:
                kind, text = "symbol", text[0]
            position += len(text)
            if kind in ("open", "close"):
                inside = kind == "open"
            elif kind not in ("space", "comment"):
                tokens.append(self._token(kind, text, match.start()))
        if inside:
            tokens.append(Token("error", "", position, ""))
        return tokens

    def _token(self, kind: str, text: str, start: int) -> Token:
        if kind == "word":
            # Only ASCII: the long s is no S to a server, though Python's upper() says so.
            return Token(kind, text, start, text, text.upper() if text.isascii() else text)
        if kind not in ("name", "double", "string"):
            return Token(kind, text, start, text.translate(_UNQUOTED) if kind == "variable" else text)
        quote = text[-1]
        value = text[text.index("[" if quote == "]" else quote) + 1 : -1].replace(quote * 2, quote)
        if self._backslash and kind != "name":
            value = re.sub(r"\\(.)", lambda found: _ESCAPED.get(found[1], found[1]), value, flags=re.DOTALL)
        return Token(kind, text, start, value)


@dataclass(frozen=True, slots=True)
class Fragment:
    """One statement: its own text, and its tokens, whose positions count in the whole ``source``."""

    sql: str
    tokens: Sequence[Token]
    source: str


def semicolon(tokens: Sequence[Token], start: int) -> int:
    """The index of the next semicolon, or of the end."""
    return next((index for index in range(start, len(tokens)) if tokens[index].text == ";"), len(tokens))


def split(
    sql: str, tokens: Sequence[Token], end_of: Callable[[Sequence[Token], int], int] = semicolon
) -> Iterator[Fragment]:
    """Cut a text into statements. ``end_of`` finds the semicolon that ends the statement at an index."""
    start = offset = 0
    while start < len(tokens):
        stop = end_of(tokens, start)
        until = tokens[stop].start if stop < len(tokens) else len(sql)
        if stop > start:
            yield Fragment(sql[offset:until].strip(), tokens[start:stop], sql)
        start, offset = stop + 1, until + 1


# Conditions

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "=": eq,
    "==": eq,
    "<=>": eq,
    "IS": eq,
    "<>": ne,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
#: Columns that identify a row in tables made by Django, and in every table of SQLite.
_ROW_KEYS = frozenset(("id", "rowid", "_rowid_"))
_NAMES = ("word", "name", "double")
#: Deeper nesting than this is not looked into.
_MAX_DEPTH = 20


def pieces(tokens: Sequence[Token], *separators: str) -> list[Sequence[Token]]:
    """Cut at these words or symbols, where they are in neither parentheses nor CASE … END."""
    found: list[Sequence[Token]] = []
    depth = start = 0
    for index, token in enumerate(tokens):
        depth += (token.text == "(" or token.word == "CASE") - (token.text == ")" or token.word == "END")
        if depth == 0 and (token.word or token.text) in separators:
            found.append(tokens[start:index])
            start = index + 1
    return [*found, tokens[start:]]


def _bare(tokens: Sequence[Token]) -> tuple[Sequence[Token], bool]:
    """Without parentheses and NOT around everything, and whether the rest is meant as it stands."""
    meant = True
    for _ in range(_MAX_DEPTH):
        if tokens and (tokens[0].word == "NOT" or tokens[0].text == "!"):
            tokens, meant = tokens[1:], not meant
        elif enclosed(tokens):
            tokens = tokens[1:-1]
    return tokens, meant


def enclosed(tokens: Sequence[Token]) -> bool:
    """Whether one pair of parentheses is around everything."""
    return bool(tokens) and tokens[0].text == "(" and _closing(tokens) == len(tokens) - 1


def _closing(tokens: Sequence[Token]) -> int:
    """Where the parenthesis that opens at the first token closes; -1 if it never does."""
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            return index
    return -1


def truth(tokens: Sequence[Token], depth: int = 0) -> bool | None:
    """Whether a condition is the same for every row: true, false, or None when it depends (or nobody can tell)."""
    if depth > _MAX_DEPTH:
        return None
    for separators, decisive in ((("OR", "||"), True), (("AND", "&&"), False)):
        parts = pieces(tokens, *separators)
        if len(parts) > 1:
            values = {truth(part, depth + 1) for part in parts}
            return decisive if decisive in values else None if None in values else not decisive
    inner, meant = _bare(tokens)
    if len(inner) == len(tokens):
        return _constant(tokens)
    value = truth(inner, depth + 1)
    return value if value is None else value is meant


def _constant(tokens: Sequence[Token]) -> bool | None:
    """The value of a literal or of a comparison of two."""
    if len(tokens) == 1:
        return {"TRUE": True, "FALSE": False, "NULL": False}.get(tokens[0].word, _not_zero(tokens[0]))
    for symbol, compare in _COMPARE.items():
        sides = pieces(tokens, symbol)
        if len(sides) != 2 or not all(sides):
            continue
        if all(len(side) == 1 and side[0].kind in ("number", "string") for side in sides):
            return _compare(sides[0][0], sides[1][0], compare)
    return None


def _not_zero(token: Token) -> bool | None:
    number = _number(token)
    return None if number is None else number != 0


def _number(token: Token) -> float | None:
    try:
        return float(token.value) if token.kind == "number" else None
    except ValueError:  # 0x1F
        return None


def _compare(left: Token, right: Token, compare: Callable[[float, float], bool]) -> bool | None:
    first, second = _number(left), _number(right)
    if first is not None and second is not None:
        return compare(first, second)
    both_strings = left.kind == right.kind == "string" and compare in (eq, ne)
    return compare(0, left.value != right.value) if both_strings else None


def bounded(tokens: Sequence[Token]) -> bool:
    """Whether a condition picks rows by a key from, to or in: a number of rows that its author chose."""
    sides: set[str] = set()
    if len(pieces(tokens, "OR", "||")) > 1:
        return False
    for part in pieces(tokens, "AND", "&&"):
        term, meant = _bare(part)
        while len(term) > 1 and term[1].text == ".":
            term = term[2:]
        if meant and len(term) > 2 and term[0].kind in _NAMES and term[0].value.lower() in _ROW_KEYS:
            sides |= _bound(term[1], term[2:])
    return {"from", "to"} <= sides


def _bound(operator: Token, operand: Sequence[Token]) -> set[str]:
    subquery = any(token.word == "SELECT" for token in operand)
    limited = subquery and any(token.word == "LIMIT" for token in operand)
    if operator.word == "IN" and (limited or not subquery):
        return {"from", "to"}
    if any(token.kind in _NAMES for token in operand):
        return set()
    if operator.word == "BETWEEN" or operator.text in ("=", "=="):
        return {"from", "to"}
    return {"<": {"to"}, "<=": {"to"}, ">": {"from"}, ">=": {"from"}}.get(operator.text, set())


def selects(condition: Sequence[Token], *, limited: bool, joined: bool) -> tuple[bool, bool]:
    """Whether rows are picked at all, and whether their number is bounded: by LIMIT, or by keys.

    Where tables are ``joined``, a key may be that of another table.
    """
    where = bool(condition) and truth(condition) is not True
    return where, limited or (where and not joined and bounded(condition))


# Functions

_NO_FUNCTIONS = frozenset(
    """AGAINST ALL AND ANY AS BETWEEN BY CASE COLUMNS DISTINCT DIV ELSE ESCAPE EXCEPT EXISTS FILTER FROM GLOB HAVING IN
    INDEX INTERSECT INTERVAL INTO IS JOIN KEY LATERAL LIKE LIMIT MATERIALIZED NOT OFFSET ON OR OVER PARTITION RECURSIVE
    REGEXP RETURNING RLIKE ROW SELECT SET SOME THEN UNION USING VALUES WHEN WHERE WINDOW WITHIN XOR""".split()
)
#: Functions that are called without parentheses begin like this.
_BARE_FUNCTIONS = ("current_", "localtime", "utc_")
_CERTAINTY = ("constant", "stable", "unknown", "volatile")


def functions(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The functions that are called, in lower case, in order, each once."""
    found: dict[str, None] = {}
    for index, token in enumerate(tokens[:-1]):
        called = token.kind in ("word", "name") and token.word not in _NO_FUNCTIONS and tokens[index + 1].text == "("
        if called and not (index and tokens[index - 1].word in ("AS", "INTO", "OVER")):
            schema = f"{tokens[index - 2].value}." if index > 1 and tokens[index - 1].text == "." else ""
            found[f"{schema}{token.value}".lower()] = None
    return tuple(found)


def volatility(tokens: Sequence[Token], known: Mapping[str, str], harmless: Container[str]) -> str:
    """How a default is computed: constant, stable, volatile or unknown.

    ``known`` classes functions by lower-case name; ``harmless`` are words that name no column.
    """
    worst = "constant"
    for index, token in enumerate(tokens):
        before = tokens[index - 1].word if index else ""
        if token.kind not in ("word", "name") or before in ("AS", "COLLATE", "USING") or token.text.startswith("_"):
            continue
        call = index + 1 < len(tokens) and tokens[index + 1].text == "("
        name = token.value.lower()
        if call or name.startswith(_BARE_FUNCTIONS):
            found = known.get(name, "unknown")
        else:
            # A column of the same row is read for each row.
            found = "constant" if token.word in harmless else "volatile"
        worst = max(worst, found, key=_CERTAINTY.index)
    return worst
