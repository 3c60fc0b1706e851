"""The change reason and its companions: what a migration says about itself, and whether that will do."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from schemaguard.conf import MetadataField

#: Words that fill a field without saying anything.
PLACEHOLDERS = frozenset(
    """
    todo fixme xxx tbd tba wip fix fixes update updates change changes changed migration migrations auto asdf test
    testing temp tmp none null na n/a foo bar baz dummy placeholder reason ticket why because misc stuff various
    minor small cleanup refactor refactoring initial commit
    """.split()
)

_BETWEEN = re.compile(r"[_\W]+")
_WORD = re.compile(r"[^\W_]+(?:['’/-][^\W_]+)*")


def value_of(attributes: Mapping[str, Any], field: MetadataField) -> str:
    """The field's text in a migration; empty where it is missing."""
    given = attributes.get(field.name)
    return "" if given is None else str(given).strip()


def is_placeholder(text: str, migration: str = "") -> bool:
    """Whether a text only fills the field: "todo", "...", or the migration's own name again."""
    if all(word[0].lower() in PLACEHOLDERS for word in _WORD.finditer(text)):
        return True
    name = [word for word in _BETWEEN.split(migration.lower()) if word and not word.isdigit()]
    if not name or not all(word in text.lower() for word in name):
        return False
    words = [word for spelled in _WORD.findall(text.lower()) for word in _BETWEEN.split(spelled)]
    return name == [word for word in words if not word.isdigit()]


def is_too_short(text: str, field: MetadataField) -> bool:
    """Whether a text has fewer words than its field asks for."""
    return len(list(islice(_WORD.finditer(text), field.min_words))) < field.min_words


def misses_pattern(text: str, field: MetadataField) -> bool:
    """Whether a text does not match its field's pattern as a whole."""
    return bool(field.pattern) and re.fullmatch(field.pattern, text) is None


def problems(text: str, field: MetadataField, migration: str = "") -> Iterator[str]:
    """What is wrong with one field's text, as sentences that end in a period."""
    if not text:
        if field.required:
            yield f"The migration has no {field.name}."
        return
    if is_placeholder(text, migration):
        yield f"The {field.name} {text!r} says nothing."
    elif is_too_short(text, field):
        yield f"The {field.name} {text!r} has fewer than {field.min_words} words."
    if misses_pattern(text, field):
        yield f"The {field.name} {text!r} does not match {field.pattern!r}."


def annotated(source: str, values: Mapping[str, str]) -> str:
    """The source of a migration with these attributes written at the top of its class, replacing older ones."""
    tree = ast.parse(source)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Migration"]
    lines = source.splitlines(keepends=True)
    body = classes[0].body
    for node in reversed(body):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id in values for t in node.targets):
            del lines[node.lineno - 1 : node.end_lineno]
    written = [f"    {name} = {_literal(value)}\n" for name, value in values.items() if value]
    start = classes[0].lineno  # The line after "class Migration(…):", which Django writes on one line.
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        start = body[0].end_lineno or start
    return "".join([*lines[:start], *written, *lines[start:]])


def _literal(text: str) -> str:
    """A Python string in double quotes: JSON's escapes mean the same in Python."""
    return json.dumps(text, ensure_ascii=False)
