"""From names and from objects in memory to what is known about them. Nothing of the user's is run.

Objects are looked at by their type and by ``getattr_static``: ``isinstance`` would wake up a
LazyObject, and ``getattr`` runs properties.
"""

from __future__ import annotations

import ast
import builtins
import functools
import inspect
import itertools
import logging
import os
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.machinery import PathFinder
from importlib.util import resolve_name
from pathlib import Path, PurePath
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import django
from django.apps import apps as installed_apps
from django.conf import settings
from django.core.files.storage import default_storage, storages
from django.db import connection, connections, models, router
from django.db.models.manager import BaseManager
from django.dispatch import Signal

from schemaguard.steps.python_effects import canonical
from schemaguard.steps.python_source import function_of, source_of
from schemaguard.steps.python_values import (
    UNKNOWN,
    Attribute,
    Frame,
    Function,
    FunctionNode,
    Items,
    Model,
    Named,
    Names,
    Object,
    Pairs,
    Partial,
    Rows,
    Text,
    Thing,
    Value,
)

#: Members of a list in memory that are looked at.
LONGEST_LIST = 50

_OURS = __name__.partition(".")[0]
_LIBRARY_FOLDERS = {str(Path(django.__file__).parent), *map(sysconfig.get_path, ("stdlib", "platstdlib"))}
_LIBRARIES = tuple(f"{folder}{os.sep}" for folder in _LIBRARY_FOLDERS)
_INSTALLED = {"site-packages", "dist-packages"}

_WELL_KNOWN: tuple[tuple[object, Thing], ...] = (
    (installed_apps, Thing("real-apps")),
    (connection, Thing("connection", "default")),
    (connections, Thing("connections")),
    (router, Thing("router")),
    (settings, Thing("settings")),
    (default_storage, Thing("storage")),
    (storages, Thing("storage")),
)


class LiveNames:
    """The names of a module that is loaded."""

    def __init__(self, members: Mapping[str, Any]) -> None:
        self.members = members

    @property
    def package(self) -> str:
        """The package of the module."""
        return str(self.members.get("__package__") or str(self.members.get("__name__", "")).rpartition(".")[0])

    def get(self, name: str) -> Value | None:
        """A global or a builtin."""
        if name in self.members:
            return lift(self.members[name])
        return lift(vars(builtins)[name]) if name in vars(builtins) else None


class FileNames:
    """The names of a module that is not loaded, from its source."""

    def __init__(self, path: str, tree: ast.Module, package: str) -> None:
        self.path, self.tree, self.package = path, tree, package

    def get(self, name: str) -> Value | None:
        """A function, an imported name, a string or a builtin."""
        found = None
        for statement in self.tree.body:
            found = self._named(statement, name) or found
        return found or (lift(vars(builtins)[name]) if name in vars(builtins) else None)

    def _named(self, statement: ast.stmt, name: str) -> Value | None:
        if isinstance(statement, ast.FunctionDef) and statement.name == name:
            return Function(statement, self.path, self)
        if isinstance(statement, ast.Import | ast.ImportFrom):
            return dict(imported(statement, self)).get(name)
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            targets = {target.id for target in statement.targets if isinstance(target, ast.Name)}
            if name in targets and isinstance(statement.value.value, str):
                return Text((statement.value.value,))
        return None


def imported(statement: ast.Import | ast.ImportFrom, names: Names) -> Iterator[tuple[str, Value]]:
    """The names that an import statement binds. Modules that are not loaded stay that way."""
    for alias in statement.names:
        if isinstance(statement, ast.ImportFrom):
            module = _absolute(statement, names.package)
            yield alias.asname or alias.name, member(module_named(module), alias.name)
        elif alias.asname:
            yield alias.asname, module_named(alias.name)
        else:
            top = alias.name.partition(".")[0]
            yield top, module_named(top)


def _absolute(statement: ast.ImportFrom, package: str) -> str:
    module = statement.module or ""
    try:
        return resolve_name("." * statement.level + module, package) if statement.level else module
    except ImportError:
        return module


def module_named(dotted: str) -> Named:
    """A module, loaded or not."""
    return Named(dotted, sys.modules.get(dotted))


def member(owner: Named, name: str) -> Value:
    """An attribute of a module or of a class."""
    dotted = f"{owner.dotted}.{name}"
    if is_a(owner.live, ModuleType):
        members = vars(owner.live)
        if name in members:
            return _called(lift(members[name]), dotted)
        return module_named(dotted) if dotted in sys.modules else _in_file(dotted) or Named(dotted)
    if owner.live is None:
        return _in_file(dotted) or Named(dotted)
    if isinstance(owner.live, type):
        return _of_class(owner.live, name) or Attribute(owner, name)
    return Attribute(owner, name)


def _called(value: Value, dotted: str) -> Value:
    """Keep the name under which something is written: requests.get, not requests.api.get."""
    if not isinstance(value, Named) or value.dotted.partition(".")[0] != dotted.partition(".")[0]:
        return value
    return replace(value, dotted=canonical(dotted))


def _in_file(dotted: str) -> Value | None:
    """A function of a module that is not loaded, found beside the modules that are."""
    module, _, name = dotted.rpartition(".")
    parent, _, _ = module.rpartition(".")
    paths = vars(sys.modules[parent]).get("__path__") if parent in sys.modules else None
    if module in sys.modules or not isinstance(paths, list):
        return None
    spec = PathFinder.find_spec(module, paths)
    source = source_of(spec.origin) if spec and spec.origin else None
    if spec is None or spec.origin is None or source is None or not Home("").owns(spec.origin, module):
        return None
    found = FileNames(spec.origin, source.tree, parent).get(name)
    return found if isinstance(found, Function) else None


def is_a(live: object, kind: type | tuple[type, ...]) -> bool:
    """As isinstance, but asks the object nothing."""
    return issubclass(type(live), kind)


def lift(live: Any, depth: int = 2) -> Value:
    """What is known about an object in memory, and in lists that deep."""
    for known, thing in _WELL_KNOWN:
        if live is known:
            return thing
    if is_a(live, str):
        return Text((str.__str__(live),))
    if type(live) in {list, tuple}:
        return Items(tuple(lift(item, depth - 1) for item in live[:LONGEST_LIST])) if depth else UNKNOWN
    if type(live) is dict:
        pairs = itertools.islice(live.items(), LONGEST_LIST)
        return Pairs(tuple((lift(key, 0), lift(value, depth - 1)) for key, value in pairs)) if depth else UNKNOWN
    if is_a(live, type):
        return lift_class(live)
    return _lift_callable(live) or _lift_instance(live)


def lift_class(live: Any) -> Value:
    """What is known about a class: a model by its label, any other by its dotted name."""
    if issubclass(live, models.Model) and live is not models.Model:
        return Model(live._meta.label, live)
    return Named(dotted_name(live), live)


def _lift_callable(live: Any) -> Value | None:
    if is_a(live, ModuleType):
        return Named(str(vars(live).get("__name__", "")), live)
    if is_a(live, (FunctionType, BuiltinFunctionType)):
        return Named(dotted_name(live), live)
    if type(live) is MethodType:
        function = lift(live.__func__)
        return Partial(function, (lift(live.__self__),), ())
    if type(live) is functools.partial:
        keywords = tuple((str(name), lift(value)) for name, value in live.keywords.items())
        return Partial(lift(live.func), tuple(map(lift, live.args)), keywords)
    return None


def _lift_instance(live: Any) -> Value:
    if is_a(live, BaseManager):
        model = vars(live).get("model")
        return Rows(Model(model._meta.label, model), manager=True) if is_a(model, type) else UNKNOWN
    for kind, thing in ((logging.Logger, "log"), (PurePath, "path"), (Signal, "signal")):
        if is_a(live, kind):
            return Thing(thing)
    return UNKNOWN if type(live).__module__ == "builtins" else Object(type(live), {}, live)


def dotted_name(live: object) -> str:
    """Module and qualified name of a function or class, as it is imported."""
    return canonical(f"{module_of(live) or 'builtins'}.{getattr(live, '__qualname__', '')}")


def module_of(live: object) -> str:
    """The module of a function or class; "" where it hides it."""
    module = getattr(live, "__module__", "")
    return module if type(module) is str else ""


def function_value(live: object) -> Function | None:
    """The source of a live function, below its decorators."""
    layers = layers_of(live)
    node = function_of(layers[-1].__code__) if layers else None
    if node is None:
        return None
    return read_layer(layers[-1], node)


def layers_of(live: object) -> tuple[FunctionType, ...]:
    """A function and what is below its decorators, as far as they tell: ``__wrapped__``."""
    layers: list[FunctionType] = []
    while type(live) is FunctionType and live not in layers:
        layers.append(live)
        live = vars(live).get("__wrapped__")
    return tuple(layers)


def read_layer(function: FunctionType, node: FunctionNode) -> Function:
    """A live function with its syntax tree."""
    names, path = LiveNames(function.__globals__), function.__code__.co_filename
    return Function(node, path, names, Frame(path, names, dict(_cells(function))))


def _cells(function: FunctionType) -> Iterator[tuple[str, Value]]:
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=False):
        try:
            yield name, lift(cell.cell_contents)
        except ValueError:  # The name is bound later.
            continue


def _of_class(cls: type, name: str) -> Value | None:
    found = inspect.getattr_static(cls, name, None)
    if type(found) in {staticmethod, classmethod}:
        function = lift(found.__func__)
        return function if type(found) is staticmethod else Partial(function, (lift_class(cls),), ())
    return None if found is None else lift(found)


def attribute_of(owner: Object, name: str) -> Value:
    """An attribute or a method of an instance."""
    if name in owner.attributes:
        return owner.attributes[name]
    found = inspect.getattr_static(owner.live if owner.live is not None else owner.cls, name, None)
    if is_a(found, FunctionType):
        return Partial(lift(found), (owner,), ())
    if type(found) in {staticmethod, classmethod}:
        return _of_class(owner.cls, name) or UNKNOWN
    if found is None or is_a(found, property) or owner.live is None:
        return Attribute(owner, name)
    return lift(found)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a function is at home: helpers from there are read."""

    package: str
    #: The directory that holds the package, if that holds one project only.
    root: str = ""

    def owns(self, path: str, module: str) -> bool:
        """Whether a helper in this file is read: one of the same project, or one that is not installed."""
        if module.partition(".")[0] in {self.package, _OURS}:
            return True
        if self.root and path.startswith(self.root):
            # The project's own virtual environment may stand in its folder.
            path = path.removeprefix(self.root)
        return not _INSTALLED & set(Path(path).parts) and not path.startswith(("<", *_LIBRARIES))


def home_of(path: str, module: str) -> Home:
    """The project of a function."""
    parents = Path(path).parents
    depth = module.count(".") + (Path(path).stem == "__init__")
    root = parents[depth] if depth < len(parents) else None
    shared = root is None or root.name in _INSTALLED or f"{root}{os.sep}" in _LIBRARIES
    return Home(module.partition(".")[0], "" if shared else f"{root}{os.sep}")
