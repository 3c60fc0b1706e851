"""Pairs of schemas that others wrote to test their tools, read from checkouts. Nothing of theirs is kept here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

#: Go, as far as literals of structs need it.
_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|`(?P<raw>[^`]*)`|(?P<text>"(?:\\.|[^"\\])*")|(?P<word>[\w.]+)|(?P<mark>[{}\[\]():,])|\S""",
    re.DOTALL,
)
_LIST = re.compile(r"\[\]acceptanceTestCase\{")
_OPEN, _CLOSE = "{[(", "}])"
_WANTED = ("name", "roles", "oldSchemaDDL", "newSchemaDDL", "expectedDBSchemaDDL")


@dataclass(frozen=True)
class Pair:
    """Two schemas, each as texts of SQL that are run one after the other."""

    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    roles: tuple[str, ...] = ()


@dataclass
class Found:
    """The pairs of one checkout, and the cases of which none could be made, with the reason."""

    pairs: list[Pair] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


class Unreadable(ValueError):
    """A case is written in a way this module does not understand."""


def migra(checkout: Path) -> Found:
    """The fixtures of migra: a directory each, with a.sql and b.sql."""
    found = Found()
    for left in sorted(checkout.glob("tests/FIXTURES/*/a.sql")):
        old, new = (left.with_name(name).read_text(encoding="utf-8") for name in ("a.sql", "b.sql"))
        found.pairs.append(Pair(left.parent.name, (old,), (new,), ("schemainspect_test_role",)))
    return found


def pg_schema_diff(checkout: Path) -> Found:
    """The acceptance tests of pg-schema-diff: literals in Go, with the SQL between backticks."""
    found = Found()
    for path in sorted(checkout.glob("internal/migration_acceptance_tests/*_cases_test.go")):
        group = path.name.removesuffix("_cases_test.go")
        for case in cases(path.read_text(encoding="utf-8")):
            _add(found, group, case)
    return found


def _add(found: Found, group: str, case: dict[str, list[str]]) -> None:
    try:
        texts = {name: strings(case.get(name, [])) for name in _WANTED}
    except Unreadable as error:
        found.unread.append(f"{group}: {error}")
        return
    # Where the new schema comes from a directory, the expected one says the same.
    right = texts["newSchemaDDL"] or texts["expectedDBSchemaDDL"]
    found.pairs.append(Pair(f"{group}: {texts['name'][0]}", texts["oldSchemaDDL"], right, texts["roles"]))


def cases(source: str) -> Iterator[dict[str, list[str]]]:
    """The fields of each test case in a Go file, each as its tokens."""
    for match in _LIST.finditer(source):
        depth, case = 1, list[str]()
        for token in _tokens(source, match.end()):
            depth += (token in _OPEN) - (token in _CLOSE)
            if depth == 0:
                break
            case.append(token)
            if depth == 1 and token == "}":
                yield _fields(case)
            if depth == 1:
                case = []


def _tokens(source: str, start: int) -> Iterator[str]:
    """Words and marks as they are, strings with a quote before them."""
    for match in _TOKEN.finditer(source, start):
        if match["raw"] is not None:
            yield f"`{match['raw']}"
        elif match["text"] is not None:
            yield f"`{json.loads(match['text'])}"
        elif not match.group().startswith(("//", "/*")):
            yield match.group()


def _fields(case: list[str]) -> dict[str, list[str]]:
    """The values in "{name: value, …}"."""
    fields: dict[str, list[str]] = {}
    depth, value = 0, list[str]()
    for position, token in enumerate(case):
        depth += (token in _OPEN) - (token in _CLOSE)
        if depth == 1 and token == ":":
            value = fields[case[position - 1]] = []
        elif depth > 1 or token != ",":
            value.append(token)
        else:
            value = []
    return fields


def strings(value: list[str]) -> tuple[str, ...]:
    """The texts of a string or of a list of them. Raises Unreadable where code puts them together."""
    odd = [token for token in value if not token.startswith("`") and token not in {*"[]{},", "string", "nil"}]
    if odd:
        raise Unreadable(f"a text is made by {odd[0]}")
    return tuple(token[1:] for token in value if token.startswith("`"))
