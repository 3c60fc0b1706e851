"""Whether code has written into the classes of rendered models: another process would not see them like that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.db.migrations.state import ProjectState
from django.db.models.options import Options
from django.utils.functional import cached_property

#: Options keep these besides.
_OF_OPTIONS = Options.FORWARD_PROPERTIES | Options.REVERSE_PROPERTIES | {"_get_fields_cache"}
#: What an object knew: of lists and dictionaries what was in them.
_Known = tuple[Any, dict[str, Any]]


class Classes:
    """All classes of some states, as they were when this was made."""

    def __init__(self, states: Iterable[ProjectState]) -> None:
        rendered = (state.apps for state in states if "apps" in vars(state))
        models = {model: None for apps in rendered for of_app in apps.all_models.values() for model in of_app.values()}
        self._known: list[_Known] = [(part, _known(part)) for model in models for part in _parts(model)]

    def are_as_before(self) -> bool:
        """Nothing was replaced, removed or added. What is computed once and kept does not count."""
        return all(_is_as(part, before) for part, before in self._known)


def _parts(model: Any) -> Iterator[Any]:
    """A class, its options, fields, relations and managers: managers may remember rows."""
    options = model._meta
    yield from (model, options, *options.local_managers)
    for field in (*options.local_fields, *options.local_many_to_many):
        yield field
        if field.remote_field:
            yield field.remote_field


def _known(part: Any) -> dict[str, Any]:
    kept = _kept(part.__class__)
    return {name: _inside(value) for name, value in vars(part).items() if name not in kept}


def _is_as(part: Any, before: Mapping[str, Any]) -> bool:
    now = _known(part)
    return now.keys() == before.keys() and all(_is_same(now[name], value) for name, value in before.items())


@cache
def _kept(kind: type) -> frozenset[str]:
    """What Django computes once for such an object."""
    names = {name for cls in kind.__mro__ for name, value in vars(cls).items() if isinstance(value, cached_property)}
    return frozenset(names | _OF_OPTIONS) if issubclass(kind, Options) else frozenset(names)


def _inside(value: Any) -> Any:
    return (*value,) if isinstance(value, list) else dict(value) if type(value) is dict else value


def _is_same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if type(one) is tuple is type(other):
        return len(one) == len(other) and all(map(_is_same, one, other))
    if type(one) is dict is type(other):
        return one.keys() == other.keys() and all(_is_same(one[name], other[name]) for name in one)
    return False
