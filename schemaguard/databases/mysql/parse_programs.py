"""Where a statement of MySQL or MariaDB ends: stored programs hold semicolons of their own."""

from __future__ import annotations

from collections.abc import Sequence

from schemaguard.databases.tokens import Token, semicolon

_PROGRAMS = frozenset(("TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"))
_NO_PROGRAMS = frozenset("DATABASE INDEX ROLE SCHEMA SEQUENCE SERVER TABLE TEMPORARY UNIQUE USER VIEW".split())
#: MariaDB runs these outside of stored programs, too (manual, "Using Compound Statements Outside of Stored Programs").
_COMPOUND = frozenset(("IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"))
#: The first words of a body that is one plain statement.
_PLAIN = frozenset("ALTER CALL CREATE DELETE DO DROP INSERT REPLACE RETURN SELECT SET TRUNCATE UPDATE WITH".split())


def end_of_statement(tokens: Sequence[Token], start: int) -> int:
    """The index of the semicolon that ends the statement, or of the end.

    A body that is never closed ends at its first semicolon: so whatever follows is still read.
    """
    body = _body(tokens, start)
    end = _end_of_body(tokens, body) if body is not None else None
    return semicolon(tokens, start) if end is None else end


def _body(tokens: Sequence[Token], start: int) -> int | None:
    """Where the statements of a stored program begin; None for a statement without a program."""
    first = tokens[start].word
    if first in _COMPOUND or (first == "BEGIN" and start + 1 < len(tokens) and tokens[start + 1].word == "NOT"):
        return start
    kind = _program(tokens, start + 1) if first in ("CREATE", "ALTER") else ""
    mark = {"TRIGGER": "ROW", "EVENT": "DO", "PROCEDURE": ")", "FUNCTION": ")"}.get(kind)
    if mark is None:
        return None
    depth = 0
    for index in range(start, semicolon(tokens, start)):
        depth += (tokens[index].text == "(") - (tokens[index].text == ")")
        if depth == 0 and mark in (tokens[index].word, tokens[index].text):
            return index + 1
    return None


def _program(tokens: Sequence[Token], start: int) -> str:
    for token in tokens[start : semicolon(tokens, start)]:
        if token.word in _PROGRAMS or token.word in _NO_PROGRAMS:
            return token.word
    return ""


def _end_of_body(tokens: Sequence[Token], start: int) -> int | None:
    """Follow BEGIN, IF, CASE and the loops to their END. "case" is the expression, which has no statements in it."""
    blocks: list[str] = []
    # Whether a statement may begin here, and whether the characteristics before the body are over.
    fresh, settled, handler = True, False, False
    for index in range(start, len(tokens)):
        token, word = tokens[index], tokens[index].word
        after_end = index > start and tokens[index - 1].word == "END" and word in _COMPOUND
        if token.text == ";":
            if not blocks:
                return index
            fresh, settled, handler = True, True, False
        elif word == "END":
            blocks = blocks[:-1]
            fresh = False
        elif after_end or (fresh and word in ("NOT", "ATOMIC")):
            continue
        elif word == "CASE" or (fresh and word in _COMPOUND) or (word == "BEGIN" and (fresh or handler)):
            blocks.append("case" if word == "CASE" and not fresh else word)
            fresh, settled = word in ("BEGIN", "LOOP", "REPEAT"), True
        elif word in ("THEN", "ELSE", "DO") and blocks:
            fresh = blocks[-1] != "case"
        else:
            settled = settled or word in _PLAIN
            fresh = token.text == ":" or not settled
            handler = handler or word == "HANDLER"
    return None if blocks else len(tokens)
