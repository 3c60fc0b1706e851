"""Grammars written as text, and the trees they read. Shared by MySQL, MariaDB and SQLite.

A grammar is a list of rules in the notation of the servers' manuals, tried in order, without turning back:

    rule = WORD 'symbol' other_rule [optional] (one | other) {list, with, commas} repeated* !not_this label:item

Each use of a rule becomes a ``Node`` with the rule's name, except of rules that begin with an underscore,
which are only shorthand. A label names the node otherwise, and makes one of anything else.
What every grammar has: ``name``, ``qname`` (with schema), ``word``, ``string``, ``number``, ``group`` (balanced
parentheses), ``expr`` (up to the next clause), ``query`` (SELECT and its like), ``rest`` (balanced, to the end) and
``code`` (anything, to the end).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, final

from schemaguard.databases.tokens import Fragment, Token


class Unreadable(Exception):
    """A statement that the grammar does not have."""


@final
@dataclass(frozen=True, slots=True)
class Node:
    """What a rule or a labelled item matched."""

    key: str
    tokens: Sequence[Token]
    children: Sequence[Node]
    source: str

    def all(self, key: str) -> list[Node]:
        """The children of this name, in order."""
        return [child for child in self.children if child.key == key]

    def one(self, key: str) -> Node | None:
        """The first child of this name."""
        return next((child for child in self.children if child.key == key), None)

    def has(self, key: str) -> bool:
        """Whether there is a child of this name."""
        return self.one(key) is not None

    def value(self, key: str = "") -> str:
        """A name or a literal without its quotes; ``""`` where there is no such child."""
        found = self.one(key) if key else self
        return "".join(token.value for token in found.tokens) if found else ""

    def words(self, key: str = "") -> str:
        """The tokens as text with single spaces, unquoted words in lower case."""
        found = self.one(key) if key else self
        return " ".join(token.text.lower() if token.word else token.text for token in found.tokens) if found else ""

    def text(self, key: str = "") -> str:
        """The text as it was written."""
        found = self.one(key) if key else self
        return found.source[found.tokens[0].start : found.tokens[-1].end] if found and found.tokens else ""


class _Input:
    """The tokens of one statement, with the parentheses matched and the furthest place that was understood."""

    def __init__(self, fragment: Fragment) -> None:
        self.tokens = fragment.tokens
        self.source = fragment.source
        self.furthest = 0
        self.closing: dict[int, int] = {}
        open_ones: list[int] = []
        for index, token in enumerate(self.tokens):
            if token.text == "(":
                open_ones.append(index)
            elif token.text == ")" and open_ones:
                self.closing[open_ones.pop()] = index

    def word(self, position: int) -> str:
        return self.tokens[position].word if position < len(self.tokens) else ""

    def symbol(self, position: int) -> str:
        inside = position < len(self.tokens) and self.tokens[position].kind == "symbol"
        return self.tokens[position].text if inside else ""

    def kind(self, position: int) -> str:
        return self.tokens[position].kind if position < len(self.tokens) else ""

    def skip(self, position: int) -> int | None:
        """Behind one token or one group in parentheses; None where neither is."""
        if position in self.closing:
            return self.closing[position] + 1
        bad = self.kind(position) in ("", "error") or self.symbol(position) in ("(", ")", ";")
        return None if bad else position + 1


#: Where a matcher got to and the nodes it made, or None.
Hit: TypeAlias = tuple[int, list[Node]] | None
Matcher: TypeAlias = Callable[[_Input, int], Hit]


class Grammar:
    """A grammar of one vendor. ``reserved`` are the words that cannot be names without quotes.

    ``names`` are the kinds of token that can: SQLite takes even 'x' for a name.
    """

    def __init__(self, text: str, reserved: Iterable[str], names: Iterable[str]) -> None:
        self._reserved = frozenset(reserved)
        self._names = frozenset(names)
        self._rules: dict[str, Matcher] = {
            "name": self._name,
            "qname": self._qualified_name,
            "word": _kind("word"),
            "string": _kind("string", "double"),
            "number": _kind("number", "param"),
            "variable": _kind("variable", "param"),
            "group": _group,
            "expr": _expression,
            "query": _query,
            "rest": _rest,
            "code": _code,
        }
        self._primitives = frozenset(self._rules)
        self._wanted: set[str] = set()
        for rule in re.split(r"\n(?=\w)", text.strip()):
            name, _, body = rule.partition("=")
            self._rules[name.strip()] = _Compiler(body, self._reference).choice()
        if missing := self._wanted - self._rules.keys():
            raise ValueError(f"The grammar has no rules {sorted(missing)}.")

    def read(self, fragment: Fragment, rules: Iterable[str]) -> Node:
        """The tree of a statement by the first of these rules that explains every token of it. Raises Unreadable."""
        given = _Input(fragment)
        for rule in rules:
            hit = self._rules[rule](given, 0)
            if hit and hit[0] == len(given.tokens):
                return Node(rule, given.tokens, hit[1], given.source)
            given.furthest = max(given.furthest, hit[0] if hit else 0)
        token = given.tokens[min(given.furthest, len(given.tokens) - 1)]
        raise Unreadable(f"not understood from {token.text[:40] or 'the end'!r}")

    def _name(self, given: _Input, position: int) -> Hit:
        if given.kind(position) in self._names and given.word(position) not in self._reserved:
            return position + 1, []
        return _fail(given, position)

    def _qualified_name(self, given: _Input, position: int) -> Hit:
        hit = self._name(given, position)
        # A reserved word may follow the dot.
        while hit and given.symbol(hit[0]) == "." and given.kind(hit[0] + 1) in self._names:
            hit = hit[0] + 2, []
        return hit

    def _reference(self, name: str, label: str) -> Matcher:
        key = label or ("" if name in self._primitives or name.startswith("_") else name)
        self._wanted.add(name)

        def match(given: _Input, position: int) -> Hit:
            hit = self._rules[name](given, position)
            return _wrap(key, given, position, hit) if key else hit

        return match


class _Compiler:
    """Turns the text of one rule into a matcher."""

    _PATTERN = re.compile(r"'[^']+'|\w+|[][(){}|*:!]")

    def __init__(self, body: str, reference: Callable[[str, str], Matcher]) -> None:
        self._parts = self._PATTERN.findall(body)
        self._at = 0
        self._reference = reference

    def choice(self) -> Matcher:
        options = [self._sequence()]
        while self._accept("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else _choice(options)

    def _sequence(self) -> Matcher:
        items: list[Matcher] = []
        while self._peek() not in ("", "|", ")", "]", "}"):
            item = self._item()
            items.append(_many(item) if self._accept("*") else item)
        return items[0] if len(items) == 1 else _sequence(items)

    def _item(self) -> Matcher:
        part = self._next()
        if part == "!":
            return _not(self._item())
        if part in _BRACKETS:
            inner = self.choice()
            self._next()
            return _BRACKETS[part](inner)
        if part.startswith("'"):
            return _symbol(part[1:-1])
        if part.isupper():
            return _keyword(part)
        if self._accept(":"):
            name = self._peek()
            if name.isidentifier() and name.islower():
                self._next()
                return self._reference(name, part)
            return _label(part, self._item())
        return self._reference(part, "")

    def _peek(self) -> str:
        return self._parts[self._at] if self._at < len(self._parts) else ""

    def _next(self) -> str:
        self._at += 1
        return str(self._parts[self._at - 1])

    def _accept(self, part: str) -> bool:
        found = self._peek() == part
        self._at += found
        return found


def _fail(given: _Input, position: int) -> Hit:
    given.furthest = max(given.furthest, position)
    return None


def _wrap(key: str, given: _Input, start: int, hit: Hit) -> Hit:
    return hit and (hit[0], [Node(key, given.tokens[start : hit[0]], hit[1], given.source)])


def _keyword(word: str) -> Matcher:
    return lambda given, position: (position + 1, []) if given.word(position) == word else _fail(given, position)


def _symbol(text: str) -> Matcher:
    return lambda given, position: (position + 1, []) if given.symbol(position) == text else _fail(given, position)


def _kind(*kinds: str) -> Matcher:
    return lambda given, position: (position + 1, []) if given.kind(position) in kinds else _fail(given, position)


def _label(key: str, item: Matcher) -> Matcher:
    return lambda given, position: _wrap(key, given, position, item(given, position))


def _optional(item: Matcher) -> Matcher:
    return lambda given, position: item(given, position) or (position, [])


def _not(item: Matcher) -> Matcher:
    return lambda given, position: None if item(given, position) else (position, [])


def _choice(options: Sequence[Matcher]) -> Matcher:
    def match(given: _Input, position: int) -> Hit:
        return next((hit for option in options if (hit := option(given, position))), None)

    return match


def _sequence(items: Sequence[Matcher]) -> Matcher:
    def match(given: _Input, position: int) -> Hit:
        nodes: list[Node] = []
        for item in items:
            if not (hit := item(given, position)):
                return None
            position = hit[0]
            nodes += hit[1]
        return position, nodes

    return match


def _many(item: Matcher) -> Matcher:
    def match(given: _Input, position: int) -> Hit:
        nodes: list[Node] = []
        while (hit := item(given, position)) and hit[0] > position:
            position = hit[0]
            nodes += hit[1]
        return position, nodes

    return match


def _list(item: Matcher) -> Matcher:
    return _sequence([item, _many(_sequence([_symbol(","), item]))])


_BRACKETS: dict[str, Callable[[Matcher], Matcher]] = {"(": lambda item: item, "[": _optional, "{": _list}

_CLAUSES = frozenset("WHERE ORDER LIMIT RETURNING GROUP HAVING SET ON USING FROM FOR JOIN STRAIGHT_JOIN".split())
_JOINS = frozenset("NATURAL LEFT RIGHT FULL INNER OUTER CROSS".split())
_QUERIES = frozenset("SELECT VALUES TABLE WITH".split())


def _group(given: _Input, position: int) -> Hit:
    return (given.closing[position] + 1, []) if position in given.closing else _fail(given, position)


def _ends_expression(given: _Input, position: int) -> bool:
    if given.symbol(position) == ",":
        return True
    before = given.tokens[position - 1]
    if given.word(position) in _CLAUSES:
        return before.text != "." and not (given.word(position) == "FROM" and before.word == "DISTINCT")
    if given.word(position) == "DO" and given.word(position + 1) in ("NOTHING", "UPDATE"):
        return True
    ahead = position
    while given.word(ahead) in _JOINS:
        ahead += 1
    return ahead > position and given.word(ahead) in ("JOIN", "STRAIGHT_JOIN")


def _expression(given: _Input, position: int) -> Hit:
    start = position
    while (after := given.skip(position)) is not None and not _ends_expression(given, position):
        position = after
    return (position, []) if position > start else _fail(given, position)


def _query(given: _Input, position: int) -> Hit:
    first = position
    while given.symbol(first) == "(":
        first += 1
    if given.word(first) not in _QUERIES:
        return _fail(given, first)
    while (after := given.skip(position)) is not None:
        word, following = given.word(position), given.word(position + 1)
        if word == "RETURNING" or (word == "ON" and following in ("DUPLICATE", "CONFLICT")):
            break
        position = after
    return position, []


def _rest(given: _Input, position: int) -> Hit:
    while (after := given.skip(position)) is not None:
        position = after
    return position, []


def _code(given: _Input, position: int) -> Hit:
    end = len(given.tokens)
    good = position < end and all(token.kind != "error" for token in given.tokens[position:end])
    return (end, []) if good else _fail(given, position)
