"""The syntax tree of a function that is already in memory, found by its code object."""

from __future__ import annotations

import ast
import tokenize
import warnings
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from types import CodeType

from schemaguard.steps.python_values import FunctionNode

#: Parsed files that are kept. A history of migrations names few helpers besides its own files.
KEPT = 64


class Source:
    """One parsed file."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree

    @cached_property
    def defined(self) -> list[FunctionNode]:
        """Every ``def``. These stand in statements, which are a small part of a file of migrations."""
        return [node for node in _statements(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    @cached_property
    def lambdas(self) -> list[FunctionNode]:
        """Every ``lambda``."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Lambda)]

    def find(self, code: CodeType) -> FunctionNode | None:
        """The function that ``code`` was compiled from; None where the file says something else by now."""
        nodes = self.lambdas if code.co_name == "<lambda>" else self.defined
        fitting = [node for node in nodes if _first_line(node) == code.co_firstlineno and _fits(node, code)]
        if len(fitting) > 1:
            fitting = [node for node in fitting if _body_position(node) in set(code.co_positions())]
        return fitting[0] if len(fitting) == 1 else None


def source_of(path: str) -> Source | None:
    """The parsed file, or None where there is none that can be read."""
    try:
        state = Path(path).stat()
    except (OSError, ValueError):
        return None
    return _parsed(path, state.st_mtime_ns, state.st_size)


def function_of(code: CodeType) -> FunctionNode | None:
    """The syntax tree of the function that ``code`` was compiled from."""
    source = source_of(code.co_filename)
    return source.find(code) if source else None


@lru_cache(maxsize=KEPT)
def _parsed(path: str, changed: int, size: int) -> Source | None:
    try:
        with tokenize.open(path) as file:
            text = file.read()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return Source(ast.parse(text, path))
    except (OSError, SyntaxError, ValueError, RecursionError):
        return None


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """The statements in a block and in the blocks inside of it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield child
            yield from _statements(child)


def _first_line(node: FunctionNode) -> int:
    """A code object starts at the first decorator."""
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _fits(node: FunctionNode, code: CodeType) -> bool:
    name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
    return name == code.co_name and tuple(_parameters(node)) == code.co_varnames[: _parameter_count(code)]


def _parameters(node: FunctionNode) -> Iterator[str]:
    """In the order of ``co_varnames``: language reference, "Code objects"."""
    signature = node.args
    for parameter in (*signature.posonlyargs, *signature.args, *signature.kwonlyargs):
        yield parameter.arg
    for extra in (signature.vararg, signature.kwarg):
        if extra is not None:
            yield extra.arg


def _parameter_count(code: CodeType) -> int:
    extra = bool(code.co_flags & 0x04) + bool(code.co_flags & 0x08)  # CO_VARARGS, CO_VARKEYWORDS
    return code.co_argcount + code.co_kwonlyargcount + extra


def _body_position(node: FunctionNode) -> tuple[int | None, int | None, int | None, int | None]:
    """Where a lambda's body stands: the position of its last instruction."""
    body = node.body if isinstance(node, ast.Lambda) else node.body[-1]
    return body.lineno, body.end_lineno, body.col_offset, body.end_col_offset
