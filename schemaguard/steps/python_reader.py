"""Reads the statements of a function in order, and of the functions that it calls."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.db import Error as AnyDatabaseError

from schemaguard.steps.python_calls import Calls
from schemaguard.steps.python_journal import Journal
from schemaguard.steps.python_names import imported
from schemaguard.steps.python_values import (
    UNKNOWN,
    Call,
    Check,
    Frame,
    Function,
    Items,
    Named,
    Several,
    Thing,
    Value,
    join,
    joined,
)

#: How many calls deep helpers are read.
DEPTH = 3
#: Calls of helpers that are read for one RunPython: code that calls itself in many ways ends here.
MOST_CALLS = 300
#: Turns of loops over lists in the code that are read one by one.
MOST_TURNS = 100

_BROAD = (Exception, BaseException, AnyDatabaseError, DatabaseError, InterfaceError)
_Block = Sequence[ast.stmt]


class Reader(Calls):
    """Reads functions."""

    def __init__(self, journal: Journal, frame: Frame) -> None:
        super().__init__(journal, frame)
        self.stack: list[ast.AST] = []
        self.calls, self.turns_left = 0, MOST_TURNS

    def follow(self, function: Function, call: Call) -> Value:
        """Read a helper where it is called."""
        if function.node in self.stack:
            return UNKNOWN
        if len(self.stack) > DEPTH or self.calls >= MOST_CALLS:
            self.journal.unread(call.node, call.written, (*call.args, *call.keywords.values()))
            return UNKNOWN
        self.calls += 1
        site = self.journal.site
        if function.path == self.journal.path:
            self.journal.site = None
        elif site is None:
            self.journal.site = call.node.lineno
        result = self.enter(function, call)
        self.journal.site = site
        return result

    def enter(self, function: Function, call: Call, body: Callable[[_Block], object] | None = None) -> Value:
        """Read a function with these arguments. ``body`` reads its statements, if not ``block``."""
        caller, loops, where = self.frame, len(self.journal.loops), self.journal.where
        self.frame = Frame(function.path, function.names, {}, function.closure, loops)
        self.frame.env.update(self._parameters(function, call))
        self.stack.append(function.node)
        self.journal.enters(function.node)
        try:
            return self._body(function, body or self.block)
        finally:
            self.stack.pop()
            self.frame, self.journal.where = caller, where

    def _body(self, function: Function, body: Callable[[_Block], object]) -> Value:
        if isinstance(function.node, ast.Lambda):
            return self.value(function.node.body)
        for decorator in function.node.decorator_list:
            self._decorated(decorator)
        body(function.node.body)
        if self.frame.yielded:
            item = joined([several.item for several in self.frame.yielded])
            return Several(item, any(several.per_row for several in self.frame.yielded))
        return joined(self.frame.returned)

    def _decorated(self, decorator: ast.expr) -> None:
        name = self.value(decorator.func if isinstance(decorator, ast.Call) else decorator)
        if isinstance(name, Named) and name.dotted.startswith("django.db.transaction."):
            self.journal.note("transaction", decorator, name.dotted)

    def _parameters(self, function: Function, call: Call) -> dict[str, Value]:
        signature = function.node.args
        names = [parameter.arg for parameter in (*signature.posonlyargs, *signature.args)]
        given = dict(zip(names, call.args, strict=False))
        known = {*names, *(parameter.arg for parameter in signature.kwonlyargs)}
        given |= {name: value for name, value in call.keywords.items() if name in known}
        if signature.vararg:
            given[signature.vararg.arg] = Items(call.args[len(names) :])
        if signature.kwarg:
            given[signature.kwarg.arg] = UNKNOWN
        for name, default in _defaults(signature):
            if name not in given:
                given[name] = self.value(default) if call.exact else UNKNOWN
        return dict.fromkeys(known, UNKNOWN) | given

    def block(self, statements: Iterable[ast.stmt]) -> bool:
        """Read statements. True where what follows them is never reached."""
        return any(self.statement(statement) for statement in statements)

    def statement(self, node: ast.stmt) -> bool:
        """Read one statement. True where it leaves the block."""
        read = _READ.get(type(node))
        if read is not None:
            return bool(read(self, node))
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
        return isinstance(node, ast.Break | ast.Continue)

    def branch(self, node: ast.If, test: Value) -> bool:
        """Read both sides of an ``if`` whose condition is read already."""
        otherwise = test.opposite() if isinstance(test, Check) else test
        where = self.journal.where
        left: list[bool] = []

        def side(holds: Value, statements: _Block) -> bool:
            self.journal.where = where.given(holds)
            left.append(self.block(statements))
            return left[-1]

        ended = self._either([lambda: side(test, node.body), lambda: side(otherwise, node.orelse)])
        # Where one side leaves the function, only the other one goes on.
        if left == [True, False]:
            self.journal.where = where.given(otherwise)
        elif left == [False, True]:
            self.journal.where = where.given(test)
        return ended

    def _either(self, ways: Sequence[Callable[[], bool]]) -> bool:
        """Read each way from where they part, and go on with what any of them leaves behind."""
        env, before, where = self.frame.env, dict(self.frame.env), self.journal.where
        after: list[dict[str, Value]] = []
        for way in ways:
            env.clear()
            env.update(before)
            if not way():
                after.append(dict(env))
            self.journal.where = where
        env.clear()
        env.update(before if not after else _merged(after))
        return not after

    def _assign(self, node: ast.Assign) -> None:
        value = self.value(node.value)
        for target in node.targets:
            self.bind(target, value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.bind(node.target, self.value(node.value))

    def _augmented(self, node: ast.AugAssign) -> None:
        value = self.value(ast.BinOp(node.target, node.op, node.value))
        self.bind(node.target, value)

    def _if(self, node: ast.If) -> bool:
        return self.branch(node, self.value(node.test))

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        value = self.value(node.iter)
        for item, per_row in self._each_turn(node.iter, value):
            self._loop(node, per_row, partial(self.bind, node.target, item))
        self.block(node.orelse)

    def _each_turn(self, node: ast.expr, value: Value) -> list[tuple[Value, bool]]:
        """A loop over what is written out is read once for each, so that every one is named."""
        items: tuple[Value, ...] = value.items if isinstance(value, Items) else ()
        if not 0 < len(items) <= self.turns_left:
            return [self.turns(node, value)]
        self.turns_left -= len(items)
        return [(item, False) for item in items]

    def _while(self, node: ast.While) -> None:
        self._loop(node, False, lambda: self.value(node.test))
        self.block(node.orelse)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, per_row: bool, start: Callable[[], object]) -> None:
        def turn() -> bool:
            start()
            self.journal.loops.append(per_row)
            self.block(node.body)
            self.journal.loops.pop()
            return False

        self._either([lambda: False, turn])

    def _with(self, node: ast.With | ast.AsyncWith) -> bool:
        work, suppressed = self.journal.work, None
        for item in node.items:
            value = self.value(item.context_expr)
            if value == Thing("suppress") and self._suppresses(item.context_expr):
                suppressed = item.context_expr
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value)
        ended = self.block(node.body)
        if suppressed is not None and self.journal.work > work:
            self.journal.note("swallows-errors", node, ast.unparse(suppressed))
        return ended and suppressed is None

    def _suppresses(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Call) and any(self._is_broad(argument) for argument in node.args)

    def _try(self, node: ast.Try | ast.TryStar) -> bool:
        work = self.journal.work
        ways = [lambda: self.block([*node.body, *node.orelse])]
        ways += [lambda handler=handler: self._handler(handler, work) for handler in node.handlers]  # type: ignore[misc]
        ended = self._either(ways)
        return self.block(node.finalbody) or ended

    def _handler(self, node: ast.ExceptHandler, work: int) -> bool:
        worked, acts = self.journal.work > work, self.journal.acts
        if node.name:
            self.frame.env[node.name] = UNKNOWN
        ended = self.block(node.body)
        if worked and self.journal.acts == acts and _only_goes_on(node.body) and self._is_broad(node.type):
            self.journal.note("swallows-errors", node, ast.unparse(node.type) if node.type else "")
        return ended

    def _is_broad(self, node: ast.expr | None) -> bool:
        """Whether an except clause catches what a database raises."""
        value = UNKNOWN if node is None else self.value(node)
        caught = value.items if isinstance(value, Items) else (value,)
        return node is None or any(
            isinstance(kind, Named)
            and isinstance(kind.live, type)
            and (kind.live in _BROAD or issubclass(kind.live, AnyDatabaseError))
            for kind in caught
        )

    def _match(self, node: ast.Match) -> bool:
        self.value(node.subject)
        ways: list[Callable[[], bool]] = [lambda case=case: self.block(case.body) for case in node.cases]  # type: ignore[misc]
        return self._either([*ways, lambda: False])

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.frame.env[node.name] = Function(node, self.frame.path, self.frame.names, self.frame)

    def _class(self, node: ast.ClassDef) -> None:
        self.frame.env[node.name] = UNKNOWN

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        self.frame.env.update(imported(node, self.frame.names))

    def _return(self, node: ast.Return) -> bool:
        self.frame.returned.append(self.value(node.value))
        return True

    def _raise(self, node: ast.Raise) -> bool:
        self.value(node.exc)
        self.journal.acts += 1
        return True


_READ: dict[type, Callable[[Reader, Any], object]] = {
    ast.AnnAssign: Reader._annotated,
    ast.Assign: Reader._assign,
    ast.AsyncFor: Reader._for,
    ast.AsyncFunctionDef: Reader._function,
    ast.AsyncWith: Reader._with,
    ast.AugAssign: Reader._augmented,
    ast.ClassDef: Reader._class,
    ast.For: Reader._for,
    ast.FunctionDef: Reader._function,
    ast.If: Reader._if,
    ast.Import: Reader._import,
    ast.ImportFrom: Reader._import,
    ast.Match: Reader._match,
    ast.Raise: Reader._raise,
    ast.Return: Reader._return,
    ast.Try: Reader._try,
    ast.TryStar: Reader._try,
    ast.While: Reader._while,
    ast.With: Reader._with,
}


def _defaults(signature: ast.arguments) -> list[tuple[str, ast.expr]]:
    positional = [*signature.posonlyargs, *signature.args]
    pairs = list(zip(reversed(positional), reversed(signature.defaults), strict=False))
    pairs += [(name, value) for name, value in zip(signature.kwonlyargs, signature.kw_defaults, strict=True) if value]
    return [(parameter.arg, value) for parameter, value in pairs]


def _merged(ways: list[dict[str, Value]]) -> dict[str, Value]:
    merged: dict[str, Value] = {}
    for env in ways:
        for name, value in env.items():
            merged[name] = join(merged[name], value) if name in merged else value
    return merged


def _only_goes_on(statements: Iterable[ast.stmt]) -> bool:
    """Whether a handler does nothing about the error. What it calls is judged elsewhere."""
    return all(isinstance(node, ast.Pass | ast.Continue | ast.Break | ast.Return | ast.Expr) for node in statements)
