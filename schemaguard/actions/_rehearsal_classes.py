"""Whether code has written into the classes of rendered models: another process would not see them like that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from functools import cache
from typing import Any

from django.db.migrations.state import ProjectState
from django.db.models.options import Options
from django.utils.functional import cached_property

#: Options keep these besides.
_OF_OPTIONS = Options.FORWARD_PROPERTIES | Options.REVERSE_PROPERTIES | {"_get_fields_cache"}


class Classes:
    """All classes of some states, as they were when this was made."""

    def __init__(self, states: Iterable[ProjectState]) -> None:
        rendered = (state.apps for state in states if "apps" in vars(state))
        models = {model: None for apps in rendered for of_app in apps.all_models.values() for model in of_app.values()}
        self._known = [(part, dict(vars(part))) for model in models for part in _parts(model)]
        self._inside = [(value, copy(value)) for model in models for value in _containers(model)]

    def are_as_before(self) -> bool:
        """Nothing was replaced, removed or added. What is computed once and kept does not count."""
        same = all(now == before for now, before in self._inside)
        return same and all(vars(part) == before or _is_as(part, before) for part, before in self._known)


def _parts(model: Any) -> Iterator[Any]:
    """A class, its options, fields, relations and managers."""
    options = model._meta
    yield from (model, options, *options.local_managers)
    for field in (*options.local_fields, *options.local_many_to_many):
        yield field
        if field.remote_field:
            yield field.remote_field


def _containers(model: Any) -> Iterator[Any]:
    """What is in the options, and what managers remember of rows."""
    for part in (model._meta, *model._meta.local_managers):
        kept = _kept(part.__class__)
        yield from (value for name, value in vars(part).items() if type(value) in (list, dict) and name not in kept)


def _is_as(part: Any, before: Mapping[str, Any]) -> bool:
    now, kept = vars(part), _kept(part.__class__)
    return (now.keys() ^ before.keys()) <= kept and all(
        now[name] is value or now[name] == value for name, value in before.items() if name not in kept
    )


@cache
def _kept(kind: type) -> frozenset[str]:
    """What Django computes once for such an object."""
    names = {name for cls in kind.__mro__ for name, value in vars(cls).items() if isinstance(value, cached_property)}
    return frozenset(names | _OF_OPTIONS) if issubclass(kind, Options) else frozenset(names)
