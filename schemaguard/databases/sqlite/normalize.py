"""What means nothing in SQLite: spaces, comments, quotes around plain names, case of keywords and names.

SQLite keeps the text of each statement as it was written, so two spellings of one thing are two texts.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache

from schemaguard.databases.sqlite.parse import lexer
from schemaguard.databases.sqlite.parse_grammar import PATTERNS, RESERVED
from schemaguard.databases.tokens import Token, enclosed

#: What can be a name without quotes; all letters beyond ASCII can be in one.
_PLAIN = re.compile(PATTERNS["word"], re.ASCII)
#: Words that mean something else without quotes: sqlite.org, "SQLite Keywords" and "Boolean Expressions".
_NEED_QUOTES = frozenset((*RESERVED, "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "TRUE", "FALSE"))
_RESERVED = frozenset(word.lower() for word in RESERVED)
#: Operators that have two spellings.
_SAME = {"==": "=", "!=": "<>"}
_ROW_IDS = frozenset({"rowid", "oid", "_rowid_"})


def folded(name: str) -> str:
    """The name as SQLite compares names: without regard to the case of ASCII letters, and of those only."""
    if name.isascii():
        return name.lower()
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


def identifier(name: str) -> str:
    """A name as it stands in normalised text: with quotes only where it needs them."""
    lower = folded(name)
    if _PLAIN.fullmatch(lower) and lower.upper() not in _NEED_QUOTES:
        return lower
    return '"' + lower.replace('"', '""') + '"'


def element(column: str) -> str:
    """A column as an element of an index: its name as it is, with quotes where more could follow it."""
    return column if _PLAIN.fullmatch(column) else '"' + column.replace('"', '""') + '"'


def expression(tokens: Sequence[Token], columns: Container[str]) -> str:
    """Text of an expression in a table or index, whose folded column names are given.

    What stands in double quotes and is no column is a string to SQLite: sqlite.org, "Double-quoted String Literals".
    """
    return _joined([_in_table(tokens, index, columns) for index in range(len(tokens))], tokens)


def body(tokens: Sequence[Token]) -> str:
    """Text of a view or a trigger, where nobody can tell names in double quotes from strings: their case is kept."""
    return _joined([_in_body(token) for token in tokens], tokens)


def unwrapped(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without the parentheses around everything."""
    while enclosed(tokens):
        tokens = tokens[1:-1]
    return tokens


@lru_cache(maxsize=1000)
def type_name(text: str, *, generated: bool = False) -> str:
    """A declared type. It gives only an affinity, and INT is not INTEGER in a primary key: so no synonyms."""
    tokens = lexer().read(text)
    while generated and tokens and tokens[-1].word in ("GENERATED", "ALWAYS"):
        # With a comment between them, SQLite takes these words for a part of the type.
        tokens.pop()
    return expression(tokens, ())


@lru_cache(maxsize=1000)
def default(text: str) -> str:
    """The default of a column as ``pragma_table_xinfo`` gives it; empty where there is none."""
    tokens = unwrapped(lexer().read(text))
    if len(tokens) == 1:
        return _single_default(tokens[0])
    if len(tokens) == 2 and tokens[0].text == "+" and tokens[1].kind == "number":
        return _plain(tokens[1])
    return expression(tokens, ())


def _single_default(token: Token) -> str:
    """A lone name is a string; TRUE and FALSE are 1 and 0; NULL is what a column without default has."""
    if token.word in ("NULL", "TRUE", "FALSE"):
        return {"NULL": "", "TRUE": "1", "FALSE": "0"}[token.word]
    if token.kind in ("name", "double") or (token.word and token.word not in _NEED_QUOTES):
        return _string(token.value)
    return _plain(token)


def _string(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _in_table(tokens: Sequence[Token], index: int, columns: Container[str]) -> str:
    token = tokens[index]
    if token.kind == "name":
        return identifier(token.value)
    if token.kind != "double":
        return _plain(token)
    known = folded(token.value)
    if known in columns or known in _ROW_IDS or _must_be_name(tokens, index):
        return identifier(token.value)
    return _string(token.value)


def _must_be_name(tokens: Sequence[Token], index: int) -> bool:
    """Whether no string could stand there: a collation, a type, a table before its column, a function."""
    before = tokens[index - 1] if index else None
    after = tokens[index + 1].text if index + 1 < len(tokens) else ""
    return after in (".", "(") or (before is not None and (before.text == "." or before.word in ("COLLATE", "AS")))


def _in_body(token: Token) -> str:
    if token.kind not in ("name", "double"):
        return _plain(token)
    plain = identifier(token.value)
    return plain if token.value == folded(token.value) else '"' + token.value.replace('"', '""') + '"'


def _plain(token: Token) -> str:
    if token.kind == "string":
        # x'0A' is a BLOB.
        return token.text if token.text[0] == "'" else f"x{token.text[1:].upper()}"
    if token.kind in ("word", "number"):
        return folded(token.text)
    return _SAME.get(token.text, token.text)


def _joined(texts: Sequence[str], tokens: Sequence[Token]) -> str:
    """With the spaces that a person would write."""
    parts: list[str] = []
    for index, text in enumerate(texts):
        if index and not _tight(texts, tokens, index):
            parts.append(" ")
        parts.append(text)
    return "".join(parts)


def _tight(texts: Sequence[str], tokens: Sequence[Token], index: int) -> bool:
    """Whether no space belongs before this text."""
    before, text = texts[index - 1], texts[index]
    if text in (",", ")", ".", ";") or before in ("(", "."):
        return True
    if text == "(":
        return tokens[index - 1].kind in ("word", "name", "double") and before not in _RESERVED
    return before in ("-", "+", "~") and tokens[index - 1].kind == "symbol" and _is_sign(texts, tokens, index - 1)


def _is_sign(texts: Sequence[str], tokens: Sequence[Token], index: int) -> bool:
    """Whether an operator has nothing on its left."""
    if not index or texts[index] == "~":
        return True
    before = tokens[index - 1]
    return (before.kind == "symbol" and before.text != ")") or texts[index - 1] in _RESERVED - {"null", "end"}
