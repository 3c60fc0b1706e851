"""What the expressions of Python code stand for, and what evaluating them does."""

from __future__ import annotations

import ast
import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models.manager import ManagerDescriptor

from schemaguard.steps.python_journal import Journal
from schemaguard.steps.python_names import attribute_of, is_a, lift, member
from schemaguard.steps.python_queries import iterate, subscript
from schemaguard.steps.python_things import thing_attribute, thing_member
from schemaguard.steps.python_values import (
    UNKNOWN,
    Attribute,
    Check,
    Frame,
    Function,
    Items,
    Model,
    Named,
    Object,
    Pairs,
    Row,
    Rows,
    Several,
    Text,
    Thing,
    Unknown,
    Value,
    join,
    joined,
)

_MANAGERS = frozenset("objects _default_manager _base_manager".split())
_CONSTANTS = (type, str, int, float, tuple, list, dict, set, frozenset)
Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


class Expressions(ABC):
    """Evaluates expressions in the frame that is read."""

    def __init__(self, journal: Journal, frame: Frame) -> None:
        self.journal, self.frame = journal, frame

    @abstractmethod
    def call(self, node: ast.Call) -> Value:
        """What a call returns."""

    def value(self, node: ast.expr | None) -> Value:
        """What an expression stands for. Its parts are evaluated for what they do."""
        evaluate = _EVALUATE.get(type(node))
        if evaluate is not None and node is not None:
            return evaluate(self, node)
        for child in ast.iter_child_nodes(node) if node is not None else ():
            if isinstance(child, ast.expr):
                self.value(child)
        return UNKNOWN

    def bind(self, target: ast.expr, value: Value) -> None:
        """Assign a value to a name, to the names in a tuple, or to an attribute."""
        if isinstance(target, ast.Name):
            self.frame.env[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            field = value if value == Thing("field") else UNKNOWN
            items = value.items if isinstance(value, Items) and len(value.items) == len(target.elts) else ()
            for place, element in enumerate(target.elts):
                self.bind(element, items[place] if items else field)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, UNKNOWN)
        else:
            self._bind_inside(target, value)

    def _bind_inside(self, target: ast.expr, value: Value) -> None:
        self.journal.acts += 1
        owner = self.value(target.value) if isinstance(target, ast.Attribute | ast.Subscript) else UNKNOWN
        if isinstance(target, ast.Attribute) and isinstance(owner, Object):
            owner.attributes[target.attr] = value

    def turns(self, node: ast.expr, value: Value) -> tuple[Value, bool]:
        """What one turn of a loop over ``value`` is given, and whether there are as many turns as rows."""
        return iterate(self.journal, node, value)

    def attribute(self, node: ast.AST, owner: Value, name: str) -> Value:
        """``owner.name``."""
        match owner:
            case Named():
                return member(owner, name)
            case Object():
                return _manager(attribute_of(owner, name), node)
            case Thing():
                return thing_attribute(self.journal, node, owner, name)
            case Model():
                return self._of_model(node, owner, name)
            case Rows() if name == "object_list":
                return owner
            case Attribute(owner=Thing(kind="mongo")):
                return Attribute(Thing("mongo", owner.name), name)
            case Attribute(owner=Model() as model) if name == "through":
                return Model(f"{model.name}.{owner.name}.through", model.live)
        return _manager(Attribute(owner, name), node)

    def _of_model(self, node: ast.AST, model: Model, name: str) -> Value:
        found = inspect.getattr_static(model.live, name, None) if model.live else None
        if found is not None and is_a(found, _CONSTANTS):
            return lift(found)
        self.journal.uses(node, model)
        if name in _MANAGERS or name.endswith(("objects", "manager")) or is_a(found, ManagerDescriptor):
            return Rows(model, manager=True)
        return Attribute(model, name)

    def _constant(self, node: ast.Constant) -> Value:
        return Text((node.value,)) if isinstance(node.value, str) else UNKNOWN

    def _name(self, node: ast.Name) -> Value:
        return self.frame.get(node.id)

    def _attribute(self, node: ast.Attribute) -> Value:
        return self.attribute(node, self.value(node.value), node.attr)

    def _subscript(self, node: ast.Subscript) -> Value:
        owner, key = self.value(node.value), self.value(node.slice)
        match owner:
            case Rows():
                return subscript(self.journal, owner, node)
            case Items() | Several():
                return _one_of(owner, node.slice)
            case Pairs():
                return owner.get(key)
            case Thing():
                return thing_member(owner, key)
            case Attribute(owner=Thing(kind="mongo"), name=name):
                return thing_member(Thing("mongo", name), key)
            case Attribute() if is_related(owner):
                return Thing("field")
        return UNKNOWN

    def _binop(self, node: ast.BinOp) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        match left, right, node.op:
            case Text(texts=(one,)), Text(texts=(other,)), ast.Add():
                return Text((one + other,))
            case Thing(kind="path"), _, ast.Div():
                return left
            case Rows(), Rows(), ast.BitOr():
                return join(left, right)
            case Rows(), Rows(), ast.BitAnd():
                return replace(left, narrowed=left.narrowed or right.narrowed)
            case ((Items() | Several()), (Items() | Several()), ast.Add()):
                return Several(join(_one_of(left), _one_of(right)))
        return UNKNOWN

    def _boolop(self, node: ast.BoolOp) -> Value:
        values = [self.value(part) for part in node.values]
        loose = "and" if isinstance(node.op, ast.And) else "or"
        for value in values:
            if isinstance(value, Check) and value.loose in {"", loose}:
                return replace(value, loose=loose)
        return joined([value for value in values if not isinstance(value, Check)])

    def _unaryop(self, node: ast.UnaryOp) -> Value:
        value = self.value(node.operand)
        return value.opposite() if isinstance(value, Check) and isinstance(node.op, ast.Not) else UNKNOWN

    def _compare(self, node: ast.Compare) -> Value:
        left, right = self.value(node.left), [self.value(part) for part in node.comparators][-1]
        operator = node.ops[-1]
        if isinstance(operator, ast.In | ast.NotIn) and isinstance(right, Rows):
            self.journal.load(node, right)
        if isinstance(left, Text) and isinstance(right, Thing) and isinstance(operator, ast.Eq | ast.NotEq):
            left, right = right, left
        if isinstance(left, Thing) and left.kind in {"vendor", "alias"} and (names := _texts(right)):
            return Check(left.kind, names, isinstance(operator, ast.Eq | ast.In))
        return UNKNOWN

    def _ifexp(self, node: ast.IfExp) -> Value:
        self.value(node.test)
        return join(self.value(node.orelse), self.value(node.body))

    def _joinedstr(self, node: ast.JoinedStr) -> Value:
        parts = [self.value(part.value if isinstance(part, ast.FormattedValue) else part) for part in node.values]
        texts = [part.texts[0] for part in parts if isinstance(part, Text) and len(part.texts) == 1]
        return Text(("".join(texts),)) if len(texts) == len(parts) else UNKNOWN

    def _list(self, node: ast.List | ast.Tuple | ast.Set) -> Value:
        values = [self.value(element) for element in node.elts]
        return Items(tuple(values)) if not _starred(node.elts) else Several(joined(values))

    def _starred(self, node: ast.Starred) -> Value:
        return self.turns(node, self.value(node.value))[0]

    def _dict(self, node: ast.Dict) -> Value:
        pairs = [(self.value(key), self.value(value)) for key, value in zip(node.keys, node.values, strict=True)]
        return Pairs(tuple(pairs)) if None not in node.keys else UNKNOWN

    def _lambda(self, node: ast.Lambda) -> Value:
        return Function(node, self.frame.path, self.frame.names, self.frame)

    def _comprehension(self, node: Comprehension) -> Value:
        before = dict(self.frame.env)
        depth = len(self.journal.loops)
        for generator in node.generators:
            item, per_row = self.turns(generator.iter, self.value(generator.iter))
            self.bind(generator.target, item)
            self.journal.loops.append(per_row)
            for condition in generator.ifs:
                self.value(condition)
        if isinstance(node, ast.DictComp):
            self.value(node.key)
        item = self.value(node.value if isinstance(node, ast.DictComp) else node.elt)
        per_row = any(self.journal.loops[depth:])
        del self.journal.loops[depth:]
        self.frame.env.clear()
        self.frame.env.update(before)
        return Several(item, per_row)

    def _namedexpr(self, node: ast.NamedExpr) -> Value:
        value = self.value(node.value)
        self.bind(node.target, value)
        return value

    def _await(self, node: ast.Await) -> Value:
        return self.value(node.value)

    def _yield(self, node: ast.Yield) -> Value:
        """A list that is filled in a loop and handed out is a batch; a row is handed out once for each row."""
        self.journal.acts += 1
        value = self.value(node.value)
        if isinstance(value, Several):
            value = replace(value, per_row=False)
        per_row = isinstance(value, Row) and any(self.journal.loops[self.frame.loops :])
        self.frame.yielded.append(Several(value, per_row))
        return UNKNOWN

    def _yieldfrom(self, node: ast.YieldFrom) -> Value:
        self.journal.acts += 1
        self.frame.yielded.append(Several(*self.turns(node.value, self.value(node.value))))
        return UNKNOWN

    def _call(self, node: ast.Call) -> Value:
        return self.call(node)


_EVALUATE: dict[type | None, Callable[[Expressions, Any], Value]] = {
    ast.Attribute: Expressions._attribute,
    ast.Await: Expressions._await,
    ast.BinOp: Expressions._binop,
    ast.BoolOp: Expressions._boolop,
    ast.Call: Expressions._call,
    ast.Compare: Expressions._compare,
    ast.Constant: Expressions._constant,
    ast.Dict: Expressions._dict,
    ast.DictComp: Expressions._comprehension,
    ast.GeneratorExp: Expressions._comprehension,
    ast.IfExp: Expressions._ifexp,
    ast.JoinedStr: Expressions._joinedstr,
    ast.Lambda: Expressions._lambda,
    ast.List: Expressions._list,
    ast.ListComp: Expressions._comprehension,
    ast.Name: Expressions._name,
    ast.NamedExpr: Expressions._namedexpr,
    ast.Set: Expressions._list,
    ast.SetComp: Expressions._comprehension,
    ast.Starred: Expressions._starred,
    ast.Subscript: Expressions._subscript,
    ast.Tuple: Expressions._list,
    ast.UnaryOp: Expressions._unaryop,
    ast.Yield: Expressions._yield,
    ast.YieldFrom: Expressions._yieldfrom,
}


def _manager(value: Value, node: ast.AST | None = None) -> Value:
    """``something.objects``: a model that nothing else is known about, named as it is written."""
    if not isinstance(value, Attribute) or value.name not in _MANAGERS or isinstance(value.owner, Row):
        return value
    written = ast.unparse(node.value) if isinstance(node, ast.Attribute) else value.name
    return Rows(Model(f"{{{written}}}"), manager=True)


def _one_of(value: Items | Several, key: ast.expr | None = None) -> Value:
    if isinstance(key, ast.Slice):
        return Several(value.item) if isinstance(value, Several) and key.upper is not None else value
    if isinstance(value, Several):
        return value.item
    if isinstance(key, ast.Constant) and isinstance(key.value, int) and 0 <= key.value < len(value.items):
        return value.items[key.value]
    return joined(list(value.items))


def _starred(nodes: Sequence[ast.expr]) -> bool:
    return any(isinstance(node, ast.Starred) for node in nodes)


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, Text):
        return value.texts
    items = value.items if isinstance(value, Items) else ()
    texts = tuple(text for item in items for text in _texts(item))
    return texts if len(texts) == len(items) else ()


def is_related(attribute: Attribute) -> bool:
    """Whether this hangs on a row: ``row.author`` or ``row.author.profile``."""
    owner = attribute.owner
    return isinstance(owner, Row) or (isinstance(owner, Attribute) and is_related(owner))


def is_unknown(value: Value) -> bool:
    """Whether nothing is known, or only the name of an attribute of something unknown."""
    return isinstance(value, Unknown) or (isinstance(value, Attribute) and is_unknown(value.owner))
