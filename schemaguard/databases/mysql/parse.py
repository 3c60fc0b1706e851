"""Reads SQL for MySQL and MariaDB."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from schemaguard.databases.grammar import Grammar, Unreadable
from schemaguard.databases.mysql import parse_grammar, parse_others, parse_rows, parse_tables
from schemaguard.databases.mysql.parse_programs import end_of_statement
from schemaguard.databases.tokens import Fragment, Lexer, split
from schemaguard.statements import Opaque, Statement

# In this order: ANALYZE TABLE is maintenance, ANALYZE before a statement runs it.
_BUILDERS = {**parse_tables.BUILDERS, **parse_others.BUILDERS, **parse_rows.BUILDERS}


def parse(sql: str) -> tuple[Statement, ...]:
    """What a text asks the server to do, in order. What cannot be understood comes out as Opaque.

    ``/*! … */`` is taken as executed, whatever version it asks for.
    """
    tokens = _lexer().read(sql)
    found: list[Statement] = []
    for fragment in split(sql, tokens, end_of_statement):
        found += [replace(statement, sql=fragment.sql) for statement in _statements(fragment)]
    return tuple(found)


def _statements(fragment: Fragment) -> Iterable[Statement]:
    if fragment.tokens[0].word == "DELIMITER":
        return [Opaque(reason="DELIMITER is a command of the mysql client; a server refuses it")]
    try:
        node = _grammar().read(fragment, _BUILDERS)
        return list(_BUILDERS[node.key](node))
    except Unreadable as error:
        return [Opaque(reason=str(error))]


@cache
def _lexer() -> Lexer:
    return Lexer(parse_grammar.PATTERNS, backslash=True)


@cache
def _grammar() -> Grammar:
    text = parse_grammar.TABLES + parse_grammar.ROWS + parse_grammar.OTHERS
    return Grammar(text, parse_grammar.RESERVED, ("word", "name", "double"))
