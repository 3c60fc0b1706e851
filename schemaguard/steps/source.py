"""A migration file: where it is, what stands in it, which comments silence a finding."""

from __future__ import annotations

import ast
import hashlib
import inspect
import io
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db.migrations import Migration

from schemaguard.steps.digest import digest_of, digest_of_lines
from schemaguard.steps.ignores import Ignore, parse_ignore
from schemaguard.steps.layout import Layout, Span, layout


class MigrationFile:
    """One migration with its source. Everything below the name is read only when asked for."""

    def __init__(self, migration: Migration, path: Path | None = None, text: str | None = None) -> None:
        self.migration = migration
        self.app: str = migration.app_label
        self.name: str = migration.name
        self._path = path
        self._text = text
        #: Whether a comment for schemaguard stands in it; None until the file was read.
        self._mentions_us: bool | None = None

    def __repr__(self) -> str:
        return f"<MigrationFile {self.app}.{self.name}>"

    @property
    def key(self) -> tuple[str, str]:
        """App label and name, as Django's graph has them."""
        return self.app, self.name

    @cached_property
    def path(self) -> Path | None:
        """The file, or None for a migration that was made in memory."""
        if self._path is not None:
            return self._path
        try:
            return Path(inspect.getfile(type(self.migration)))
        except (OSError, TypeError):
            return None

    @cached_property
    def display_path(self) -> str:
        """The path relative to the working directory where it lies below it."""
        if self.path is None:
            return ""
        here = f"{Path.cwd().as_posix()}/"
        return self.path.absolute().as_posix().removeprefix(here)

    @property
    def text(self) -> str:
        """The source, decoded as Python would; empty where there is no file.

        Read anew each time: thousands of files at once are more than a check should hold.
        """
        if self._text is not None:
            return self._text
        if self.path is None or not self.path.is_file() or self.path.suffix != ".py":
            return ""
        try:
            with tokenize.open(self.path) as file:
                return file.read()
        except (SyntaxError, UnicodeDecodeError):  # Python 3.11 runs a file with a comment that is not UTF-8.
            return self._raw.decode("utf-8", "replace")

    @property
    def _raw(self) -> bytes:
        """The source as bytes: Python's own parser reads the encoding from them."""
        if self._text is not None:
            return self._text.encode()
        path = self.path
        return path.read_bytes() if path is not None and path.suffix == ".py" and path.is_file() else b""

    def branches_on_vendor(self) -> bool:
        """Whether importing the file asks a connection for its vendor: then other servers get other operations."""
        if b".vendor" not in self._raw:
            return False
        return any(
            isinstance(node, ast.Attribute) and node.attr == "vendor"
            for node in _executed_on_import(ast.parse(self._raw).body)
        )

    @property
    def class_line(self) -> int:
        """The line of ``class Migration``, or 1."""
        return self._layout.class_line

    @property
    def _lines(self) -> Mapping[str, Span]:
        """First and last line of each operation, by its part such as ``"2"`` or ``"2.d0"``."""
        return self._layout.spans

    @cached_property
    def _layout(self) -> Layout:
        raw = self._raw
        self._mentions_us = b"schemaguard:" in raw
        return layout(raw, type(self.migration).__name__, self.migration.operations)

    def line_of(self, part: str) -> int:
        """The first line of an operation; the enclosing one's or the class's where it cannot be told."""
        while part:
            if part in self._lines:
                return self._lines[part][0]
            part = part.rpartition(".")[0]
        return self.class_line

    def span_of(self, part: str) -> Span:
        """First and last line of an operation; 0, 0 where the file does not spell it out."""
        return self._lines.get(part, (0, 0))

    @cached_property
    def ignores(self) -> tuple[Ignore, ...]:
        """The comments that silence findings, in the order of the file."""
        # Most files have none: looking for the bytes is far cheaper than decoding and reading tokens.
        if self._mentions_us is None:
            self._mentions_us = b"schemaguard:" in self._raw
        if not self._mentions_us:
            return ()
        return tuple(self._read_ignores())

    def _read_ignores(self) -> Iterator[Ignore]:
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type != tokenize.COMMENT or "schemaguard:" not in token.string:
                continue
            line = token.start[0]
            alone = not token.line[: token.start[1]].strip()
            yield parse_ignore(token.string, line, self._covered(self._line_below(line) if alone else line))

    def _line_below(self, line: int) -> int:
        """The next line that is not itself a comment: several ignores may stand above one operation."""
        lines = self.text.splitlines()
        while line < len(lines) and lines[line].lstrip().startswith("#"):
            line += 1
        return line + 1

    def _covered(self, line: int) -> str:
        """The innermost operation that begins or ends on a line, or the class that begins there."""
        inside = [(span[0], part) for part, span in self._lines.items() if line in span]
        if inside:
            return max(inside)[1]
        return "class" if line == self.class_line else ""

    @cached_property
    def attributes(self) -> Mapping[str, Any]:
        """The class attributes of the migration, such as ``reason``."""
        return vars(type(self.migration))

    @cached_property
    def digest(self) -> str:
        """A hash of what the file does: comments, layout, docstrings, reason and ticket do not count."""
        return digest_of(self.text)

    def operation_digest(self, number: int) -> str:
        """A hash of what one operation does, its functions included; or else of what it says of itself."""
        first, last = self.span_of(str(number))
        if first:
            return digest_of_lines(self.text, first, last)[:16]
        return hashlib.sha256(str(self.migration.operations[number].describe()).encode()).hexdigest()[:16]

    def line(self, number: int) -> str:
        """One line of the source, counted from 1; empty beyond the end."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""


def _executed_on_import(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Every node of a module but those inside functions."""
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node
            yield from _executed_on_import(ast.iter_child_nodes(node))
