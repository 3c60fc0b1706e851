"""What the source of a migration says, without importing it: a hash of its meaning, and single attributes."""

from __future__ import annotations

import ast
import contextlib
import hashlib
from collections.abc import Callable

from schemaguard.steps.layout import assigns


def constant_attribute(text: str | bytes, name: str) -> str:
    """A string attribute of ``class Migration`` in source that is not imported; empty where there is none."""
    classes = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef) and node.name == "Migration"
    ]
    for node in (statement for found in classes for statement in found.body):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and assigns(node, name):
            with contextlib.suppress(ValueError):
                return str(ast.literal_eval(node.value))
    return ""


#: Attributes of a migration that say nothing about what it does.
NOT_DIGESTED = frozenset({"reason", "ticket"})


def digest_of(text: str | bytes) -> str:
    """A hash of the meaning of Python source; the same on every Python version."""
    words: list[str] = []
    _spell(ast.parse(text), words.append)
    return hashlib.sha256("".join(f"{word}\0" for word in words).encode()).hexdigest()


def _spell(node: object, say: Callable[[str], None]) -> None:
    if isinstance(node, ast.AST):
        say(type(node).__name__)
        for name in node._fields:
            value = getattr(node, name, None)
            # Python versions differ in which empty fields they list; empty means absent in all.
            if value is not None and value != [] and name not in ("kind", "ctx", "type_comment"):
                say(name)
                _spell(_digested(node, value), say)
        say(")")
    elif isinstance(node, list):
        say("[")
        for item in node:
            _spell(item, say)
        say("]")
    else:
        say(repr(node))


def _digested(parent: ast.AST, value: object) -> object:
    """A field without the statements that do nothing: texts, and what a class says about itself."""
    if not isinstance(value, list):
        return value
    if isinstance(parent, ast.JoinedStr):  # Python 3.12 leaves empty pieces in f-strings.
        return [piece for piece in value if not (isinstance(piece, ast.Constant) and piece.value == "")]
    said = NOT_DIGESTED if isinstance(parent, ast.ClassDef) else ()
    return [item for item in value if not (_is_text(item) or any(assigns(item, name) for name in said))]


def _is_text(node: object) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
