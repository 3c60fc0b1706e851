"""A migration file: where it is, what stands in it, which comments silence a finding."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import inspect
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db.migrations import Migration

#: ``# schemaguard: ignore drop-column, SG301 -- why (until 2027-03-01)``
_IGNORE = re.compile(
    r"#\s*schemaguard:\s*ignore\s*(?P<rules>[\w\s,-]*?)\s*"
    r"(?:--\s*(?P<reason>.*?)\s*(?:\(until\s+(?P<until>[^)]*)\))?)?\s*$"
)


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment that silences rules.

    ``covers`` is the part of the operation it stands at, such as ``"2"`` or ``"2.d0"``; ``"class"``
    for findings about the migration as a whole; empty where it stands at nothing.
    """

    rules: tuple[str, ...]
    reason: str
    until: date | None
    line: int
    covers: str
    #: What could not be read, such as a date that is none.
    problem: str = ""


@dataclass(frozen=True, slots=True)
class UsedIgnore:
    """An ignore comment after a check: which of its rules silenced something, and which are known."""

    ignore: Ignore
    used: frozenset[str]
    known: frozenset[str]
    today: date
    #: False where only a part was judged: then silence proves nothing.
    judged: bool = True


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
        return self._layout[0]

    @property
    def _lines(self) -> dict[str, tuple[int, int]]:
        """First and last line of each operation, by its part such as ``"2"`` or ``"2.d0"``."""
        return self._layout[1]

    @cached_property
    def _layout(self) -> tuple[int, dict[str, tuple[int, int]]]:
        """Where the class and its operations stand. The syntax tree itself is not kept."""
        wanted = type(self.migration).__name__
        spans: dict[str, tuple[int, int]] = {}
        raw = self._raw
        self._mentions_us = b"schemaguard:" in raw
        for top in ast.parse(raw).body:
            # The class may stand inside an "if" or "try".
            for node in ast.walk(top) if isinstance(top, ast.If | ast.Try) else (top,):
                if isinstance(node, ast.ClassDef) and node.name == wanted:
                    for statement in node.body:
                        if _assigns(statement, "operations"):
                            _collect_spans(getattr(statement, "value", None), "", spans)
                    return node.lineno, spans
        return 1, spans

    def line_of(self, part: str) -> int:
        """The first line of an operation; the enclosing one's or the class's where it cannot be told."""
        while part:
            if part in self._lines:
                return self._lines[part][0]
            part = part.rpartition(".")[0]
        return self.class_line

    def span_of(self, part: str) -> tuple[int, int]:
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
            yield _parse_ignore(token.string, line, self._covered(self._line_below(line) if alone else line))

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


def _assigns(node: ast.stmt, name: str) -> bool:
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.target, ast.Name) and node.target.id == name
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)


def _collect_spans(node: ast.expr | None, prefix: str, spans: dict[str, tuple[int, int]]) -> None:
    if not isinstance(node, ast.List | ast.Tuple) or any(isinstance(item, ast.Starred) for item in node.elts):
        return
    for number, item in enumerate(node.elts):
        part = f"{prefix}{number}"
        spans[part] = (item.lineno, item.end_lineno or item.lineno)
        if isinstance(item, ast.Call):
            _collect_nested(item, part, spans)


def _collect_nested(call: ast.Call, part: str, spans: dict[str, tuple[int, int]]) -> None:
    """SeparateDatabaseAndState holds its operations in two lists, RunSQL in one."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "SeparateDatabaseAndState":
        given |= dict(zip(("database_operations", "state_operations"), call.args, strict=False))
    for keyword, letter in (("database_operations", "d"), ("state_operations", "s")):
        _collect_spans(given.get(keyword), f"{part}.{letter}", spans)


def _parse_ignore(comment: str, line: int, covers: str) -> Ignore:
    found = _IGNORE.search(comment)
    if found is None:
        return Ignore((), "", None, line, covers, "write: # schemaguard: ignore RULE -- why (until YYYY-MM-DD)")
    rules = tuple(word for word in re.split(r"[\s,]+", found["rules"]) if word)
    problem, until = "", None
    if found["until"]:
        try:
            until = date.fromisoformat(found["until"].strip())
        except ValueError:
            problem = f"{found['until'].strip()!r} is not a date such as 2027-03-01"
    reason = (found["reason"] or "").strip()
    if "(until" in reason.lower():
        problem = "the date stands at the end: (until YYYY-MM-DD)"
    if not rules:
        problem = "it names no rule"
    return Ignore(rules, reason, until, line, covers, problem)


def constant_attribute(text: str | bytes, name: str) -> str:
    """A string attribute of ``class Migration`` in source that is not imported; empty where there is none."""
    classes = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef) and node.name == "Migration"
    ]
    for node in (statement for found in classes for statement in found.body):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _assigns(node, name):
            with contextlib.suppress(ValueError):
                return str(ast.literal_eval(node.value))
    return ""


#: Attributes of a migration that say nothing about what it does.
NOT_DIGESTED = frozenset({"reason", "ticket"})


def digest_of(text: str | bytes) -> str:
    """A hash of the meaning of Python source; the same on every Python version."""
    digest = hashlib.sha256()
    for word in _words(ast.parse(text)):
        digest.update(word.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _words(node: object) -> Iterator[str]:
    if isinstance(node, ast.AST):
        yield type(node).__name__
        for name, value in ast.iter_fields(node):
            # Python versions differ in which empty fields they list; empty means absent in all.
            if value not in (None, []) and name not in ("kind", "ctx", "type_comment"):
                yield name
                yield from _words(_digested(node, value))
        yield ")"
    elif isinstance(node, list):
        yield "["
        for item in node:
            yield from _words(item)
        yield "]"
    else:
        yield repr(node)


def _digested(parent: ast.AST, value: object) -> object:
    """A field without the statements that do nothing: texts, and what a class says about itself."""
    if not isinstance(value, list):
        return value
    if isinstance(parent, ast.JoinedStr):  # Python 3.12 leaves empty pieces in f-strings.
        return [piece for piece in value if not (isinstance(piece, ast.Constant) and piece.value == "")]
    said = NOT_DIGESTED if isinstance(parent, ast.ClassDef) else ()
    return [item for item in value if not (_is_text(item) or any(_assigns(item, name) for name in said))]


def _is_text(node: object) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
