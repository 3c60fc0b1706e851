"""Docstrings and plain values as Markdown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

NOTE = "<!-- Made by docs/generate.py. Do not edit. -->"

_CODE = re.compile(r"``(.+?)``|`(.+?)`")
_SQL = re.compile(r"(ALTER|CREATE|DROP|INSERT|SELECT|SET|UPDATE|DELETE|VALIDATE)\b")
_SHELL = re.compile(r"(python|pip|git)\b")


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table. Cells are Markdown; a bar inside of them is escaped."""
    head = list(headings)
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def code(text: str, language: str = "") -> str:
    """A block of code; its language is recognised where it is not given."""
    return f"```{language or _language(text)}\n{text}\n```"


def line(text: str) -> str:
    """One paragraph of a docstring: reStructuredText's code marks become Markdown's, the rest is escaped."""
    words = " ".join(text.split())
    parts = []
    position = 0
    for found in _CODE.finditer(words):
        parts += [_escaped(words[position : found.start()]), f"`{found[1] or found[2]}`"]
        position = found.end()
    return "".join([*parts, _escaped(words[position:])])


def prose(text: str) -> str:
    """A section of a docstring: paragraphs, and code that is indented by four spaces."""
    blocks = []
    for is_code, lines in _blocks(text.splitlines()):
        if is_code:
            blocks.append(code("\n".join(item.removeprefix("    ") for item in lines).strip("\n")))
        else:
            blocks += [line(paragraph) for paragraph in "\n".join(lines).split("\n\n") if paragraph.strip()]
    joined = "\n\n".join(block.replace("::", ":") if not block.startswith("```") else block for block in blocks)
    return joined[:1].upper() + joined[1:]


def _blocks(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Runs of code and of prose. A blank line belongs to what stands before it."""
    kinds: list[bool] = []
    for item in lines:
        kinds.append(item.startswith("    ") if item.strip() else bool(kinds) and kinds[-1])
    for is_code, group in groupby(zip(kinds, lines, strict=True), key=lambda pair: pair[0]):
        yield is_code, [item for _, item in group]


def _escaped(text: str) -> str:
    return re.sub(r"([\\*_<\[\]])", r"\\\1", text)


def _language(text: str) -> str:
    if _SQL.match(text):
        return "sql"
    if _SHELL.match(text):
        return "sh"
    try:
        ast.parse(text)
    except SyntaxError:
        return "text"
    return "python"
