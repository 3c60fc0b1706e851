"""Which tables of an UPDATE or DELETE over several tables are limited to certain rows by a join.

MySQL manual, "JOIN Clause": an inner join keeps the rows of both sides that meet its condition, an outer join keeps
all rows of its outer side. JOIN, CROSS JOIN, STRAIGHT_JOIN and the comma are all inner joins: the condition decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.databases.grammar import Node
from schemaguard.databases.tokens import truth

#: A join in words, the table it brings along, and its condition; "," for the first table and after a comma.
_Join = tuple[str, Node, Node | None]


def limited_tables(node: Node) -> frozenset[str]:
    """The tables of which a join picks rows, wherever they stand in the statement."""
    limited: list[Node] = []
    left: list[Node] = []
    for words, right, condition in _joins(node):
        if words == ",":
            left = []
        limited += [source for source in _inner_sides(words, left, right) if _is_about(words, condition, source)]
        left.append(right)
    others = {_table(source) for source in node.all("source") if source not in limited}
    return frozenset(_table(source) for source in limited) - others


def _joins(node: Node) -> Iterator[_Join]:
    words, right, condition = ",", None, None
    for child in node.children:
        if child.key in ("comma", "join"):
            if right is not None:
                yield words, right, condition
            words, right, condition = child.words(), None, None
        elif child.key in ("source", "derived"):
            right = child
        elif child.key in ("on", "using"):
            condition = child
    if right is not None:
        yield words, right, condition


def _inner_sides(words: str, left: list[Node], right: Node) -> list[Node]:
    if "left" in words:
        return [right]
    return left if "right" in words else [*left, right]


def _is_about(words: str, condition: Node | None, source: Node) -> bool:
    """Whether a condition picks rows of this table. One with fewer than two qualifiers may be about any."""
    if condition is None:
        return "natural" in words
    if condition.key == "using":
        return True
    if truth(condition.tokens) is True:
        return False
    named = {left.value for left, dot in zip(condition.tokens, condition.tokens[1:], strict=False) if dot.text == "."}
    return len(named) < 2 or bool(named & {source.value("alias") or _table(source).rpartition(".")[2]})


def _table(source: Node) -> str:
    return source.value("table")
