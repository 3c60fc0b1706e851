"""What the function of a RunPython says as a whole: which databases it is for, whether it does anything."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Sequence
from types import CodeType

from schemaguard.steps.python_reader import Reader
from schemaguard.steps.python_values import Check, FunctionNode, Value

_INERT = (ast.Assign, ast.Delete, ast.Expr, ast.FunctionDef, ast.Import, ast.ImportFrom, ast.Pass, ast.Return)


class Body:
    """Reads the statements of the outermost function, and what stands between them and the database."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.journal = reader, reader.journal
        #: Everything that is written is ``_INERT``.
        self.inert = True

    def read(self, statements: Sequence[ast.stmt]) -> None:
        """Read a function's body."""
        before = self._done()
        for place, node in enumerate(statements):
            self.inert = self.inert and isinstance(node, _INERT)
            fresh = self._done() == before
            if isinstance(node, ast.If):
                test = self.reader.value(node.test)
                self._guard(node, test, fresh=fresh, alone=fresh and _does_nothing(statements[place + 1 :]))
                ended = self.reader.branch(node, test)
            else:
                ended = self.reader.statement(node)
            if isinstance(node, ast.Raise):
                self.journal.note("always-raises", node, ast.unparse(node.exc) if node.exc else "")
            if ended:
                return

    def _done(self) -> tuple[int, int]:
        return self.journal.work, len(self.journal.unread_calls)

    def _guard(self, node: ast.If, test: Value, *, fresh: bool, alone: bool) -> None:
        """``if vendor != "x": return``, or the whole body inside of ``if vendor == "x"``."""
        if not isinstance(test, Check):
            return
        if isinstance(node.body[-1], ast.Return) and test.loose != "and":
            # What stands before, or is done before returning, is done for them as well.
            if fresh and _does_nothing(node.body):
                self._say(node, test.opposite())
        elif alone and test.loose != "or":
            for check in self._chain(node, test):
                self._say(node, check)

    def _chain(self, node: ast.If, test: Check) -> Iterator[Check]:
        """The conditions of ``if ... elif ...``; nothing if an ``else`` takes all the rest."""
        checks, rest = [test], node.orelse
        while len(rest) == 1 and isinstance(rest[0], ast.If) and test.equal:
            following = self.reader.value(rest[0].test)
            if not isinstance(following, Check) or following.subject != test.subject or not following.equal:
                return
            checks.append(following)
            rest = rest[0].orelse
        if _does_nothing(rest):
            yield from checks

    def _say(self, node: ast.If, check: Check) -> None:
        kind = f"guarded-by-{check.subject}" if check.equal else f"skips-{check.subject}"
        for name in check.names:
            self.journal.note(kind, node, name)


def _does_nothing(statements: Sequence[ast.stmt]) -> bool:
    return all(
        isinstance(node, ast.Pass)
        or (isinstance(node, ast.Return) and (node.value is None or isinstance(node.value, ast.Constant)))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in statements
    )


def never_runs(code: CodeType) -> bool:
    """A generator or a coroutine does nothing when it is called; RunPython only calls."""
    return bool(code.co_flags & (inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR))


def odd_arguments(node: FunctionNode, bound: int, keywords: frozenset[str]) -> str | None:
    """The parameters where they are not called ``apps`` and ``schema_editor``. An underscore in front is fine."""
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)][bound:]
    given = [name for name in names if name not in keywords]
    expected = ("apps", "schema_editor")
    fitting = all(name.strip("_") in {"", wanted} for name, wanted in zip(given, expected, strict=False))
    if fitting and (len(given) >= len(expected) or node.args.vararg):
        return None
    return ", ".join(given)
