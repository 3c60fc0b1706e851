"""What the source of a migration says, without importing it: a hash of its meaning, and single attributes."""

from __future__ import annotations

import ast
import contextlib
import hashlib
from collections.abc import Callable, Iterator

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


def digest_of_lines(text: str | bytes, first: int, last: int) -> str:
    """The same of an expression on these lines of a module, with what the module defines for it: its functions too."""
    module = ast.parse(text)
    defined = {name: node for node in module.body for name in _names_made(node)}
    words: list[str] = []
    left: list[ast.AST] = list(_outermost(module, first, last))
    seen: set[ast.AST] = set()
    while left:
        node = left.pop(0)
        if node not in seen:
            seen.add(node)
            _spell(node, words.append)
            used = (item.id for item in ast.walk(node) if isinstance(item, ast.Name))
            left += [defined[name] for name in dict.fromkeys(used) if name in defined]
    return hashlib.sha256("".join(f"{word}\0" for word in words).encode()).hexdigest()


def _outermost(node: ast.AST, first: int, last: int) -> Iterator[ast.expr]:
    """The largest expressions that stand on these lines only."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr) and first <= child.lineno and (child.end_lineno or child.lineno) <= last:
            yield child
        else:
            yield from _outermost(child, first, last)


def _names_made(node: ast.stmt) -> list[str]:
    """The names that a statement of a module defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return [item.id for target in targets for item in ast.walk(target) if isinstance(item, ast.Name)]
    return []


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
