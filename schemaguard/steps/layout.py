"""Where a migration's class and its operations stand in the file.

Most files look as Django's writer or a formatter leaves them. There the first and last line of each operation can be
read off the indentation, several times faster than Python builds a syntax tree. What deviates in any way, and what
does not agree with the operations that Python made of the file, is read from the tree.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

#: First and last line, from 1.
Span = tuple[int, int]

_CLASS = re.compile(rb"class (\w+)\b")
_OPERATION = re.compile(rb"        (?:\w+\.)*(\w+)\(")
#: With these, an indented line may be text, or hold operations inside an operation.
_NEEDS_TREE = re.compile(rb"\"\"\"|'''|\\\r?\n|SeparateDatabaseAndState|state_operations")


@dataclass(frozen=True, slots=True)
class Layout:
    """``spans`` has the lines of each operation by its part, such as ``"2"`` or ``"2.d0"``."""

    class_line: int = 1
    spans: Mapping[str, Span] = field(default_factory=dict)


def layout(source: bytes, class_name: str, operations: Sequence[object]) -> Layout:
    """The layout of a migration's source. Raises SyntaxError where it cannot be parsed."""
    return from_indentation(source, class_name, operations) or from_tree(source, class_name)


def from_indentation(source: bytes, class_name: str, operations: Sequence[object]) -> Layout | None:
    """The layout of a file in the usual form; None for every other file."""
    if _NEEDS_TREE.search(source):
        return None
    lines = source.splitlines()
    classes = [(number, found[1]) for number, line in enumerate(lines, 1) if (found := _CLASS.match(line))]
    if len(classes) != 1 or classes[0][1] != class_name.encode() or b"    operations = [" not in lines:
        return None
    class_line, start = classes[0][0], lines.index(b"    operations = [") + 1
    read = _spans(lines, start) if start > class_line else None
    if read is None or read[0] != [type(operation).__name__.encode() for operation in operations]:
        return None
    return Layout(class_line, {str(number): span for number, span in enumerate(read[1])})


def _spans(lines: list[bytes], start: int) -> tuple[list[bytes], list[Span]] | None:
    """Names and lines of the operations below line ``start``; None where a line does not fit the form."""
    names: list[bytes] = []
    firsts: list[int] = []
    lasts: list[int] = []
    for number, line in enumerate(lines[start:], start + 1):
        code = line.strip()
        if not code or code.startswith(b"#"):
            continue
        if line == b"    ]":
            return names, list(zip(firsts, lasts, strict=True))
        if found := _OPERATION.match(line):
            names.append(found[1])
            firsts.append(number)
            lasts.append(number)
        elif names and (line.startswith(b"         ") or code in (b")", b"),")):
            lasts[-1] = number
        else:
            return None
    return None


def from_tree(source: bytes, class_name: str) -> Layout:
    """The layout of any file. The syntax tree itself is not kept."""
    spans: dict[str, Span] = {}
    for top in ast.parse(source).body:
        # The class may stand inside an "if" or "try".
        for node in ast.walk(top) if isinstance(top, ast.If | ast.Try) else (top,):
            if isinstance(node, ast.ClassDef) and node.name == class_name:
                for statement in node.body:
                    if assigns(statement, "operations"):
                        _collect_spans(getattr(statement, "value", None), "", spans)
                return Layout(node.lineno, spans)
    return Layout()


def assigns(node: ast.AST, name: str) -> bool:
    """Whether a statement gives a value to a plain name."""
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.target, ast.Name) and node.target.id == name
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)


def _collect_spans(node: ast.expr | None, prefix: str, spans: dict[str, Span]) -> None:
    if not isinstance(node, ast.List | ast.Tuple) or any(isinstance(item, ast.Starred) for item in node.elts):
        return
    for number, item in enumerate(node.elts):
        part = f"{prefix}{number}"
        spans[part] = (item.lineno, item.end_lineno or item.lineno)
        if isinstance(item, ast.Call):
            _collect_nested(item, part, spans)


def _collect_nested(call: ast.Call, part: str, spans: dict[str, Span]) -> None:
    """SeparateDatabaseAndState holds its operations in two lists, RunSQL in one."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "SeparateDatabaseAndState":
        given |= dict(zip(("database_operations", "state_operations"), call.args, strict=False))
    for keyword, letter in (("database_operations", "d"), ("state_operations", "s")):
        _collect_spans(given.get(keyword), f"{part}.{letter}", spans)
