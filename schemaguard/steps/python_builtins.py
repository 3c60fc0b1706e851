"""Functions of Python, Django and a few libraries that pass rows on, gather them or cut them into batches."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from django.conf import settings

from schemaguard.steps.python_effects import BATCHERS, PASS_THROUGH
from schemaguard.steps.python_journal import Journal
from schemaguard.steps.python_mongo import IndexModel
from schemaguard.steps.python_queries import item_of
from schemaguard.steps.python_things import real_model
from schemaguard.steps.python_values import (
    UNKNOWN,
    Attribute,
    Call,
    Items,
    Model,
    Partial,
    Row,
    Rows,
    Several,
    Text,
    Thing,
    Value,
    joined,
)


class Caller(Protocol):
    """What a handler needs of the reader."""

    journal: Journal

    def attribute(self, node: ast.AST, owner: Value, name: str) -> Value:
        """``owner.name``."""
        ...

    def apply(self, function: Value, call: Call) -> Value:
        """Call something."""
        ...

    def turns(self, node: ast.expr, value: Value) -> tuple[Value, bool]:
        """One turn of a loop over a value."""
        ...


Handler = Callable[[Caller, Call], Value]


def _gather(caller: Caller, call: Call) -> Value:
    """``list(rows)`` and the like."""
    first = call.argument(0)
    if isinstance(first, Rows):
        return caller.journal.load(call.node, first)
    if call.bare:
        return Items(())
    return first if isinstance(first, Several | Items) else UNKNOWN


def _consume(caller: Caller, call: Call) -> Value:
    """``len(rows)`` and the like."""
    if isinstance(rows := call.argument(0), Rows):
        caller.journal.load(call.node, rows)
    return UNKNOWN


def _next(caller: Caller, call: Call) -> Value:
    first = call.argument(0)
    if isinstance(first, Rows):
        caller.journal.query(call.node, first)
        return item_of(first)
    return first.item if isinstance(first, Several) else UNKNOWN


def _enumerate(caller: Caller, call: Call) -> Value:
    item, per_row = caller.turns(call.node, call.argument(0))
    return Several(Items((UNKNOWN, item)), per_row)


def _zip(caller: Caller, call: Call) -> Value:
    turns = [caller.turns(call.node, argument) for argument in call.args]
    return Several(Items(tuple(item for item, _ in turns)), any(per_row for _, per_row in turns))


def _chain(caller: Caller, call: Call) -> Value:
    turns = [caller.turns(call.node, argument) for argument in call.args]
    return Several(joined([item for item, _ in turns]), any(per_row for _, per_row in turns))


def _map(caller: Caller, call: Call) -> Value:
    item, per_row = caller.turns(call.node, call.argument(1))
    caller.journal.loops.append(per_row)
    result = caller.apply(call.argument(0), Call(call.node, (item,), {}))
    caller.journal.loops.pop()
    return Several(result, per_row)


def _filter(caller: Caller, call: Call) -> Value:
    return Several(*caller.turns(call.node, call.argument(1)))


def _getattr(caller: Caller, call: Call) -> Value:
    owner, name = call.argument(0), call.argument(1)
    if isinstance(name, Text) and len(name.texts) == 1:
        return caller.attribute(call.node, owner, name.texts[0])
    is_field = isinstance(owner, Row) and len(call.node.args) > 1
    return Attribute(owner, ast.unparse(call.node.args[1])) if is_field else UNKNOWN


def _first(caller: Caller, call: Call) -> Value:
    return call.argument(0)


def _batches(caller: Caller, call: Call) -> Value:
    rows = call.argument(0)
    if not isinstance(rows, Rows):
        return Several(rows) if isinstance(rows, Several) else UNKNOWN
    caller.journal.load(call.node, rows)
    return Several(replace(rows, loaded=True, bounded=True, narrowed=True))


def _islice(caller: Caller, call: Call) -> Value:
    batches = _batches(caller, call)
    return batches.item if isinstance(batches, Several) else UNKNOWN


def _pages(caller: Caller, call: Call) -> Value:
    """A Paginator takes one slice for each page."""
    rows = call.argument(0, "object_list")
    return Several(replace(rows, bounded=True, narrowed=True, manager=False)) if isinstance(rows, Rows) else UNKNOWN


def _partial(caller: Caller, call: Call) -> Value:
    return Partial(call.argument(0), call.args[1:], tuple(call.keywords.items()))


def _user_model(caller: Caller, call: Call) -> Value:
    label = settings.AUTH_USER_MODEL if settings.configured else "auth.User"
    model = Model(label, real_model(label))
    caller.journal.uses(call.node, model)
    return model


def _suppress(caller: Caller, call: Call) -> Value:
    return Thing("suppress")


def _log(caller: Caller, call: Call) -> Value:
    return Thing("log")


def _mongo(caller: Caller, call: Call) -> Value:
    return Thing("mongo")


def _index_model(caller: Caller, call: Call) -> Value:
    return IndexModel("name" in call.keywords or not call.exact)


def _path(caller: Caller, call: Call) -> Value:
    return Thing("path")


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys([f"builtins.{name}" for name in "frozenset iter list reversed set sorted tuple".split()], _gather),
    **dict.fromkeys([f"builtins.{name}" for name in "all any dict len max min sum".split()], _consume),
    **dict.fromkeys(BATCHERS, _batches),
    **dict.fromkeys(PASS_THROUGH, _first),
    "builtins.enumerate": _enumerate,
    "builtins.filter": _filter,
    "builtins.getattr": _getattr,
    "builtins.map": _map,
    "builtins.next": _next,
    "builtins.zip": _zip,
    "contextlib.suppress": _suppress,
    "copy.copy": _first,
    "copy.deepcopy": _first,
    "django.contrib.auth.get_user_model": _user_model,
    "django.core.paginator.Paginator": _pages,
    "functools.partial": _partial,
    "inspect.cleandoc": _first,
    "itertools.chain": _chain,
    "itertools.islice": _islice,
    "logging.getLogger": _log,
    "pathlib.Path": _path,
    "pathlib.PurePath": _path,
    "pymongo.IndexModel": _index_model,
    "pymongo.MongoClient": _mongo,
    "pymongo.mongo_client.MongoClient": _mongo,
    "pymongo.operations.IndexModel": _index_model,
    "pymongo.synchronous.mongo_client.MongoClient": _mongo,
}
