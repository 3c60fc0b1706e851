"""Reads SQL for SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from schemaguard.databases.grammar import Grammar, Unreadable
from schemaguard.databases.sqlite import parse_grammar, parse_others, parse_tables
from schemaguard.databases.tokens import Fragment, Lexer, Token, semicolon, split
from schemaguard.statements import Opaque, Statement

_BUILDERS = {**parse_tables.BUILDERS, **parse_others.BUILDERS}


def parse(sql: str) -> tuple[Statement, ...]:
    """What a text asks SQLite to do, in order. What cannot be understood comes out as Opaque."""
    tokens = lexer().read(sql)
    found: list[Statement] = []
    for fragment in split(sql, tokens, _end_of_statement):
        found += [replace(statement, sql=fragment.sql) for statement in _statements(fragment)]
    return tuple(found)


def _statements(fragment: Fragment) -> Iterable[Statement]:
    try:
        node = grammar().read(fragment, _BUILDERS)
    except Unreadable as error:
        return [Opaque(reason=str(error))]
    return _BUILDERS[node.key](node)


def _end_of_statement(tokens: Sequence[Token], start: int) -> int:
    """As sqlite3_complete() does: a trigger ends at an END between two semicolons."""
    plain = semicolon(tokens, start)
    words = [token.word for token in tokens[start : start + 6] if token.word not in ("EXPLAIN", "QUERY", "PLAN")]
    if words[:2] != ["CREATE", "TRIGGER"] and words[1:3] not in (["TEMP", "TRIGGER"], ["TEMPORARY", "TRIGGER"]):
        return plain
    for index in range(plain + 1, len(tokens)):
        last = index + 1 == len(tokens) or tokens[index + 1].text == ";"
        if last and tokens[index].word == "END" and tokens[index - 1].text == ";":
            return index + 1
    return plain


@cache
def lexer() -> Lexer:
    """Reads the tokens of SQLite."""
    return Lexer(parse_grammar.PATTERNS, backslash=False)


@cache
def grammar() -> Grammar:
    """Reads the statements of SQLite."""
    return Grammar(parse_grammar.GRAMMAR, parse_grammar.RESERVED, ("word", "name", "double", "string"))
