"""Indexes made by CREATE INDEX, from the catalogue and from their text."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import lru_cache

from schemaguard.databases.names import chosen_by_django
from schemaguard.databases.sqlite import normalize
from schemaguard.databases.sqlite.catalogue import PartRow
from schemaguard.databases.sqlite.parse import lexer
from schemaguard.databases.sqlite.table_text import TableText
from schemaguard.databases.tokens import Token
from schemaguard.schema.objects import Index


def index(parts: Sequence[PartRow], sql: str, columns: Container[str], text: TableText) -> Index:
    """The value of one index. ``columns`` are the folded names, ``text`` is that of the table."""
    stated, predicate = _split(sql)
    elements = (_element(part, tokens, columns, text) for part, tokens in zip(parts, _pieces(stated), strict=True))
    return Index(
        parts[0].of,
        tuple(elements),
        unique=bool(parts[0].unique),
        predicate=normalize.expression(normalize.unwrapped(predicate), columns),
        auto_named=chosen_by_django(parts[0].of),
    )


@lru_cache(maxsize=1000)
def _split(sql: str) -> tuple[Sequence[Token], Sequence[Token]]:
    """What stands in the parentheses, and what follows WHERE."""
    tokens = lexer().read(sql)
    opening = next(number for number, token in enumerate(tokens) if token.text == "(")
    depth = 0
    for number in range(opening, len(tokens)):
        depth += (tokens[number].text == "(") - (tokens[number].text == ")")
        if depth == 0:
            return tokens[opening + 1 : number], tokens[number + 2 :]
    return tokens[opening + 1 :], ()


def _pieces(tokens: Sequence[Token]) -> list[list[Token]]:
    """Cut at the commas outside of parentheses."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "," and not depth:
            found.append([])
        else:
            found[-1].append(token)
    return found


def _element(part: PartRow, tokens: Sequence[Token], columns: Container[str], text: TableText) -> str:
    if part.name is not None:
        written = normalize.element(part.name)
    else:
        inner = _without_order(tokens)
        written = "rowid" if part.column == -1 else f"({normalize.expression(inner, columns)})"
    collation = "" if part.collation.upper() == text.collation(part.name) else f" COLLATE {part.collation.upper()}"
    return f"{written}{collation}{' DESC' if part.descending else ''}"


def _without_order(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without what the catalogue tells: ASC or DESC, and COLLATE, which may stand in parentheses too."""
    if tokens and tokens[-1].word in ("ASC", "DESC"):
        tokens = tokens[:-1]
    tokens = normalize.unwrapped(tokens)
    while len(tokens) > 2 and tokens[-2].word == "COLLATE":
        tokens = normalize.unwrapped(tokens[:-2])
    return tokens
