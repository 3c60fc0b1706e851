"""What is known about the value of an expression in Python code that is read, not run."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from typing import Protocol

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

#: Tables that hold a few rows by their nature: reading one whole is no hazard.
SMALL_TABLES = frozenset({"auth.group", "auth.permission", "contenttypes.contenttype", "sites.site"})


class Value:
    """Something that an expression stands for."""

    __slots__ = ()


class Names(Protocol):
    """The names of a module, as its functions see them."""

    @property
    def package(self) -> str:
        """What relative imports start from."""
        ...

    def get(self, name: str) -> Value | None:
        """The value of a global name or of a builtin; None where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Unknown(Value):
    """Nothing is known."""


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Text(Value):
    """A string that is one of these."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Items(Value):
    """A tuple or a list whose members are written out."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Pairs(Value):
    """A dict whose keys and values are written out."""

    items: tuple[tuple[Value, Value], ...]

    def get(self, key: Value) -> Value:
        """The value of a key, or any of the values where the key is not known."""
        return dict(self.items).get(key) or joined([value for _, value in self.items])


@dataclass(frozen=True, slots=True)
class Several(Value):
    """Any number of values of one kind. ``per_row``: as many as there are rows in a table."""

    item: Value
    per_row: bool = False


@dataclass(frozen=True, slots=True)
class Thing(Value):
    """One of the objects that a migration deals with: ``editor``, ``connection``, ``cursor``, ``vendor``, ..."""

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Check(Value):
    """A comparison of the vendor or the alias with names.

    ``equal`` is False for "is none of them". ``loose`` tells what else the condition holds: with
    "and" it is true only where the comparison is, with "or" it is true wherever the comparison is.
    """

    subject: str
    names: tuple[str, ...]
    equal: bool = True
    loose: str = ""

    def opposite(self) -> Check:
        """The same after ``not``."""
        return replace(self, equal=not self.equal, loose={"and": "or", "or": "and"}.get(self.loose, ""))


@dataclass(frozen=True, slots=True)
class Where:
    """The kinds of databases on which a place in the code is reached."""

    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()

    def given(self, test: Value) -> Where:
        """The same, inside of an ``if``."""
        if not isinstance(test, Check) or test.subject != "vendor" or test.loose == "or":
            return self
        names = frozenset(test.names)
        if not test.equal:
            return Where(self.only, self.never | names)
        return Where(names if self.only is None else self.only & names, self.never)


@dataclass(frozen=True, slots=True)
class Named(Value):
    """Something reached by a dotted name. ``live`` is the object itself, None where it is not loaded."""

    dotted: str
    live: object = None


@dataclass(frozen=True, slots=True)
class Model(Value):
    """A model class. ``live`` is set for a real one, imported from the code as it is today."""

    name: str
    live: type | None = None


@dataclass(frozen=True, slots=True)
class Rows(Value):
    """A manager, a queryset or a list of rows."""

    model: Model
    #: A filter, an exclude or a slice leaves rows out.
    narrowed: bool = False
    #: A slice, a batch or a few keys: never more rows than fit.
    bounded: bool = False
    #: Came out of .iterator().
    streamed: bool = False
    #: Fetched already.
    loaded: bool = False
    #: .values() or .values_list(): no model instances.
    valued: bool = False
    #: Aggregated or distinct values.
    grouped: bool = False
    #: The database is named by .using().
    routed: bool = False
    #: A manager, so far.
    manager: bool = False

    @property
    def many(self) -> bool:
        """Whether there may be as many as the table has."""
        return not self.bounded and not self.grouped and self.model.name.lower() not in SMALL_TABLES


@dataclass(frozen=True, slots=True)
class Row(Value):
    """A model instance. ``new``: made here, so not in the database yet."""

    model: Model
    new: bool = False


@dataclass(frozen=True, slots=True)
class Attribute(Value):
    """An attribute of something: a method where it is called."""

    owner: Value
    name: str


@dataclass(frozen=True, slots=True)
class Partial(Value):
    """A callable with arguments that are given already."""

    function: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Object(Value):
    """An instance of a class that can be read. ``live`` is the instance where there is one."""

    cls: type
    attributes: dict[str, Value] = field(default_factory=dict)
    live: object = None


@dataclass(slots=True, eq=False)
class Frame:
    """The names that one call of a function sees, and what comes out of it."""

    path: str
    names: Names
    env: dict[str, Value]
    #: The function around this one.
    outer: Frame | None = None
    #: How many loops are around the call.
    loops: int = 0
    returned: list[Value] = field(default_factory=list)
    yielded: list[Several] = field(default_factory=list)

    def get(self, name: str) -> Value:
        """The value of a name."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.env:
                return frame.env[name]
            frame = frame.outer
        return self.names.get(name) or UNKNOWN


@dataclass(frozen=True, slots=True, eq=False)
class Function(Value):
    """A function whose source is known."""

    node: FunctionNode
    path: str
    names: Names
    closure: Frame | None = None
    bound: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One call: where it stands, and what is known about what it is given."""

    node: ast.Call
    args: tuple[Value, ...]
    keywords: dict[str, Value]
    #: False where ``*args`` or ``**kwargs`` may bring more.
    exact: bool = True

    def argument(self, position: int, keyword: str = "") -> Value:
        """One argument, by its place or by its name."""
        if position < len(self.args):
            return self.args[position]
        return self.keywords.get(keyword, UNKNOWN)

    @property
    def bare(self) -> bool:
        """Whether it is called with nothing at all."""
        return self.exact and not self.args and not self.keywords

    @property
    def written(self) -> str:
        """What is called, as it is written."""
        return ast.unparse(self.node.func)

    def after(self, *first: Value) -> Call:
        """The same call with more arguments before its own."""
        return replace(self, args=(*first, *self.args))


def join(one: Value, other: Value) -> Value:
    """What is known where either may be: of two querysets, the one that reaches more rows."""
    if one == other or isinstance(other, Unknown) or other == Items(()):
        return one
    if isinstance(one, Rows) and isinstance(other, Rows):
        return replace(
            other,
            narrowed=one.narrowed and other.narrowed,
            bounded=one.bounded and other.bounded,
            routed=one.routed and other.routed,
        )
    if isinstance(one, Text) and isinstance(other, Text):
        return Text(tuple(dict.fromkeys(one.texts + other.texts)))
    return other


def joined(values: list[Value]) -> Value:
    """What is known where any of them may be."""
    result: Value = UNKNOWN
    for value in values:
        result = join(result, value)
    return result


def touches_database(value: Value) -> bool:
    """Whether code that is given this value may reach the database through it."""
    if isinstance(value, Several):
        return touches_database(value.item)
    if isinstance(value, Items):
        return any(touches_database(item) for item in value.items)
    if isinstance(value, Thing):
        return value.kind in {"apps", "editor", "connection", "cursor", "mongo"}
    return isinstance(value, Model | Rows | Row)
