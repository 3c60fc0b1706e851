"""Which function stands behind the callable that RunPython is given."""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass, field, replace
from types import FunctionType, MethodType
from typing import Any

from schemaguard.steps.python_names import is_a, layers_of, lift, module_of
from schemaguard.steps.python_values import Object, Value

#: Wrappers around wrappers that are taken off.
_LAYERS = 20


@dataclass(frozen=True, slots=True)
class Target:
    """A callable, with its wrappers taken off."""

    name: str
    #: What is left to look into; None where nothing is.
    code: Any
    #: What the callable brings along: self, or the arguments of a partial.
    bound: tuple[Value, ...] = ()
    keywords: dict[str, Value] = field(default_factory=dict)

    @property
    def layers(self) -> tuple[FunctionType, ...]:
        """From the outermost decorator to the function itself; empty for what is not written in Python."""
        return layers_of(self.code)


def target_of(code: Any) -> Target:
    """Take partials, bound methods and callable objects apart."""
    target = Target(readable_name(code), code)
    for _ in range(_LAYERS):
        if type(target.code) is FunctionType or target.code is None:
            break
        target = _without_wrapper(target)
    if type(code) in {FunctionType, MethodType, functools.partial} and target.layers:
        return replace(target, name=readable_name(target.layers[-1]))
    return target


def _without_wrapper(target: Target) -> Target:
    code = target.code
    if type(code) is functools.partial:
        keywords = {str(key): lift(value) for key, value in code.keywords.items()} | target.keywords
        return replace(target, code=code.func, bound=(*map(lift, code.args), *target.bound), keywords=keywords)
    if type(code) is MethodType:
        return replace(target, code=code.__func__, bound=(lift(code.__self__), *target.bound))
    if type(code) in {staticmethod, classmethod}:
        return replace(target, code=code.__func__)
    return _called(target)


def _called(target: Target) -> Target:
    """A class runs ``__init__``, any other object the ``__call__`` of its class."""
    code = target.code
    if is_a(code, type):
        initial = inspect.getattr_static(code, "__init__", None)
        made = Object(code)
        return replace(target, code=initial if is_a(initial, FunctionType) else None, bound=(made, *target.bound))
    method = inspect.getattr_static(type(code), "__call__", None)
    if is_a(method, FunctionType):
        return replace(target, code=method, bound=(Object(type(code), {}, code), *target.bound))
    wrapped = inspect.getattr_static(code, "__wrapped__", None)
    return replace(target, code=wrapped if is_a(wrapped, FunctionType) else None)


def readable_name(code: Any) -> str:
    """Module and qualified name, of the class for an object that has none."""
    named = code if is_a(code, (FunctionType, type)) else inspect.getattr_static(code, "__func__", type(code))
    named = named if is_a(named, (FunctionType, type)) else type(code)
    qualified = named.__qualname__.replace(".<locals>", "").replace("<lambda>", "lambda")
    module = module_of(named)
    return f"{module}.{qualified}" if module and module != "builtins" else qualified
