"""What calls do, by what is called."""

from __future__ import annotations

import ast
import inspect
import sys
from abc import abstractmethod
from types import FunctionType

from schemaguard.steps.python_builtins import HANDLERS
from schemaguard.steps.python_effects import effect_of, is_library
from schemaguard.steps.python_expressions import Expressions, is_related, is_unknown
from schemaguard.steps.python_mongo import UNMISTAKABLE, mongo_call
from schemaguard.steps.python_names import function_value, layers_of, module_of
from schemaguard.steps.python_queries import may_save, note_sql, related_call, row_call, rows_call
from schemaguard.steps.python_things import thing_call
from schemaguard.steps.python_values import (
    UNKNOWN,
    Attribute,
    Call,
    Function,
    Items,
    Model,
    Named,
    Object,
    Pairs,
    Partial,
    Row,
    Rows,
    Several,
    Text,
    Thing,
    Value,
    join,
)

#: Methods that hand work to a queue: Celery, Huey, Django 6.0 tasks.
_TASKS = frozenset("aenqueue apply_async delay delay_on_commit enqueue send_task".split())
_PLAIN_TYPES: tuple[type, ...] = (str, bytes, list, dict, set, int, float)
#: Methods of Python's own types, which do nothing outside of the value.
_PLAIN = frozenset(name for kind in _PLAIN_TYPES for name in dir(kind) if not name.startswith("_"))
_PLAIN |= frozenset("astimezone date group groups isoformat match quantize search strftime sub timestamp".split())
_SILENT = frozenset(
    """
    builtins.callable builtins.hasattr builtins.isinstance builtins.issubclass builtins.print builtins.repr
    builtins.str builtins.super builtins.type django.db.migrations.operations.special.RunPython.noop warnings.warn
    """.split()
)


class Calls(Expressions):
    """Evaluates calls."""

    @abstractmethod
    def follow(self, function: Function, call: Call) -> Value:
        """Read the function that is called."""

    def call(self, node: ast.Call) -> Value:
        """What a call returns, after what it does is written down."""
        function = self.value(node.func)
        call = self._arguments(node)
        if _is_task(function, node.func):
            self.journal.acts += 1
            self.journal.note("sends-signals", node, call.written)
            return UNKNOWN
        return self.apply(function, call)

    def _arguments(self, node: ast.Call) -> Call:
        args: list[Value] = []
        exact = True
        for argument in node.args:
            value = self.value(argument.value if isinstance(argument, ast.Starred) else argument)
            if not isinstance(argument, ast.Starred):
                args.append(value)
            elif isinstance(value, Items):
                args.extend(value.items)
            else:
                exact = False
        keywords = {keyword.arg or "": self.value(keyword.value) for keyword in node.keywords}
        exact = exact and keywords.pop("", None) is None
        return Call(node, tuple(args), keywords, exact)

    def apply(self, function: Value, call: Call) -> Value:
        """Call something with arguments that are evaluated."""
        match function:
            case Partial():
                keywords = {**dict(function.keywords), **call.keywords}
                given = Call(call.node, (*function.args, *call.args), keywords, call.exact)
                return self.apply(function.function, given)
            case Function():
                return self.follow(function, call)
            case Named():
                return self._named(function, call)
        self._given_away(call)
        self.journal.acts += 0 if _is_log(function) else 1
        match function:
            case Model():
                self.journal.uses(call.node, function)
                return Row(function, new=True)
            case Attribute():
                return self._method(function.owner, function.name, call)
        self.journal.unread(call.node, call.written, call.args)
        return UNKNOWN

    def _given_away(self, call: Call) -> None:
        for value in (*call.args, *call.keywords.values()):
            if isinstance(value, Model):
                self.journal.uses(call.node, value)

    def _named(self, function: Named, call: Call) -> Value:
        if function.dotted in _SILENT:
            return UNKNOWN
        if (helper := self._helper(function)) is not None:
            return self.follow(helper, call)
        self._given_away(call)
        self.journal.acts += 1
        if kind := effect_of(function.dotted):
            self._effect(kind, function.dotted, call)
        if handler := HANDLERS.get(function.dotted):
            return handler(self, call)
        if isinstance(function.live, type):
            return self._instance(function.dotted, function.live, call)
        if is_library(function.dotted):
            return Thing("plain")
        if kind is None:
            self.journal.unread(call.node, function.dotted, (*call.args, *call.keywords.values()))
        return UNKNOWN

    def _helper(self, function: Named) -> Function | None:
        layers = layers_of(function.live)
        if not layers or effect_of(function.dotted) or function.dotted in HANDLERS:
            return None
        path, module = layers[-1].__code__.co_filename, module_of(layers[-1])
        return function_value(layers[-1]) if self.journal.home.owns(path, module) else None

    def _effect(self, kind: str, dotted: str, call: Call) -> None:
        if kind == "raw-sql":
            note_sql(self.journal, call, 0, "sql")
        elif kind == "runs-command":
            command = call.argument(0, "command_name")
            self.journal.note(kind, call.node, command.texts[0] if isinstance(command, Text) else "")
        elif kind == "creates-rows":
            self.journal.write(kind, call.node, dotted)
        else:
            self.journal.note(kind, call.node, dotted)

    def _instance(self, dotted: str, cls: type, call: Call) -> Value:
        """A class is called: one of the project is read, with its ``__init__``."""
        module = module_of(cls)
        path = vars(sys.modules[module]).get("__file__") or "" if module in sys.modules else ""
        if is_library(dotted) or issubclass(cls, BaseException):
            return Thing("plain")
        if not self.journal.home.owns(path, module):
            self.journal.unread(call.node, dotted, (*call.args, *call.keywords.values()))
            return UNKNOWN
        made = Object(cls)
        initial = inspect.getattr_static(cls, "__init__", None)
        if type(initial) is FunctionType and (source := function_value(initial)):
            self.follow(source, call.after(made))
        return made

    def _method(self, owner: Value, name: str, call: Call) -> Value:
        match owner:
            case Rows() if not (owner.loaded and name in {"append", "add", "extend"}):
                return rows_call(self.journal, owner, name, call)
            case Row():
                return row_call(self.journal, owner, name, call)
            case Attribute(owner=Thing(kind="mongo"), name=collection):
                return mongo_call(self.journal, Thing("mongo", collection), name, call)
            case Attribute() if is_related(owner):
                return related_call(self.journal, owner, name, call)
            case Thing(kind="plain") if name in {"save", "delete"}:
                return self._unknown_method(owner, name, call)
            case Thing():
                return thing_call(self.journal, owner, name, call)
            case Items() | Several() | Pairs() | Rows():
                return self._list_method(owner, name, call)
            case Text():
                return owner if name in {"strip", "lstrip", "rstrip"} else UNKNOWN
        return self._unknown_method(owner, name, call)

    def _list_method(self, owner: Value, name: str, call: Call) -> Value:
        if name in {"append", "add", "extend"} and isinstance(call.node.func, ast.Attribute):
            given = call.argument(0)
            self._fill(call.node.func.value, given if name != "extend" else self.turns(call.node, given)[0])
            return UNKNOWN
        if isinstance(owner, Pairs):
            return _pairs_method(owner, name, call)
        if isinstance(owner, Several) and name in {"page", "get_page", "pop", "get"}:
            return owner.item
        if isinstance(owner, Several) and name == "items":
            return Several(Items((UNKNOWN, owner.item)), owner.per_row)
        return owner if name in {"values", "copy"} else UNKNOWN

    def _fill(self, target: ast.expr, item: Value) -> None:
        """A list that is filled in a loop over rows holds as many."""
        if not isinstance(target, ast.Name):
            return
        known = self.frame.get(target.id)
        if isinstance(known, Several):
            item = join(known.item, item)
        if not isinstance(known, Rows):
            self.frame.env[target.id] = Several(item, self.journal.per_row)

    def _unknown_method(self, owner: Value, name: str, call: Call) -> Value:
        if name in UNMISTAKABLE:
            collection = owner.name if isinstance(owner, Attribute) else ""
            return mongo_call(self.journal, Thing("mongo", collection), name, call)
        if name in {"save", "asave"} and may_save(self.journal, call):
            return UNKNOWN
        if name in {"delete", "adelete"} and call.bare and is_unknown(owner):
            self.journal.write("deletes-rows", call.node, call.written.rpartition(".")[0])
        elif name not in _PLAIN:
            self.journal.unread(call.node, call.written, (*call.args, *call.keywords.values()))
        return UNKNOWN


def _pairs_method(owner: Pairs, name: str, call: Call) -> Value:
    if name == "items":
        return Items(tuple(Items(pair) for pair in owner.items))
    if name in {"keys", "values"}:
        return Items(tuple(pair[name == "values"] for pair in owner.items))
    return owner.get(call.argument(0)) if name in {"get", "pop"} else UNKNOWN


def _is_task(function: Value, node: ast.expr) -> bool:
    """Whether this is the method of a task or a queue that has it done later."""
    if isinstance(function, Partial):
        return isinstance(node, ast.Attribute) and node.attr in _TASKS
    if isinstance(function, Named):
        return function.live is None and function.dotted.rpartition(".")[2] in _TASKS
    return isinstance(function, Attribute) and function.name in _TASKS and not isinstance(function.owner, Rows | Row)


def _is_log(function: Value) -> bool:
    return isinstance(function, Attribute) and isinstance(function.owner, Thing) and function.owner.kind == "log"
