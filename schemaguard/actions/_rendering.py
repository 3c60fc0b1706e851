"""Makes Django's rendering of historical models cheaper, without changing what it makes.

That takes most of the time of a ``migrate``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.db.migrations.state import StateApps
from django.db.models import Field
from django.utils.functional import cached_property

from schemaguard import garbage

#: The names of what a field and its relation have.
Attributes = tuple[frozenset[str], frozenset[str]]


@contextmanager
def cheaper() -> Iterator[None]:
    """For as long as migrations run."""
    copied, cloned = _replaced(Field, "clone", _copying), _replaced(StateApps, "clone", _cloning)
    with garbage.sparing(), _settled(), copied, cloned:
        yield


@contextmanager
def _settled() -> Iterator[None]:
    """Let the project's registry keep which models are swappable, and which app a module belongs to.

    Each historical foreign key and model asks for it. Django keeps the first in one place for all registries, and each
    change of a historical one empties it. Here the project's registry has a place of its own: its ``clear_cache``
    empties that by the same name, so that it holds no longer than Django wants it to. Apps come and go in tests only.
    """
    plain = getattr(Apps.get_swappable_settings_name, "__wrapped__", None)
    if plain is None or "get_swappable_settings_name" in vars(apps):
        yield
        return
    kept = {"get_swappable_settings_name": plain, "get_containing_app_config": Apps.get_containing_app_config}
    vars(apps).update({name: cache(partial(method, apps)) for name, method in kept.items()})
    try:
        yield
    finally:
        for name in kept:
            del vars(apps)[name]


@contextmanager
def _replaced(owner: type, name: str, made: Callable[[Any], Callable[[Any], Any]]) -> Iterator[None]:
    """Put another method, made from it, in the place of one of Django's. A run inside of a run uses that as well."""
    plain = getattr(owner, name)
    if plain.__module__ == __name__:
        yield
        return
    setattr(owner, name, made(plain))
    try:
        yield
    finally:
        setattr(owner, name, plain)


def _copying(plain: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A method that copies fields as they are.

    Django takes each field apart and builds it anew, for each model that it renders. A plain copy is the same as long
    as nothing was written into the field since it was made. Fields that are not Django's own may do as they like.
    """
    fresh: dict[type, Attributes] = {}

    def clone(field: Any) -> Any:
        kind = type(field)
        if field.name is None and kind in fresh and (copy := _copy(field, fresh[kind])) is not None:
            return copy
        made = plain(field)
        if kind.__module__.startswith("django.db.models.fields"):
            fresh[kind] = frozenset(vars(made)), frozenset(vars(made.remote_field) if made.remote_field else ())
        return made

    return clone


def _copy(field: Any, fresh: Attributes) -> Any:
    """A copy, counted as new: a model orders its fields by when they were made. None where more was written into it."""
    own, relation = fresh
    more: Iterable[str] = () if vars(field).keys() == own else vars(field).keys() ^ own
    if more and not all(name not in own and _is_remembered(field, name) for name in more):
        return None
    if field.remote_field and vars(field.remote_field).keys() != relation:
        return None
    made = field.__deepcopy__({})
    for name in more:
        del vars(made)[name]
    if field.auto_created:
        made.creation_counter = Field.auto_creation_counter
        Field.auto_creation_counter -= 1
    else:
        made.creation_counter = Field.creation_counter
        Field.creation_counter += 1
    return made


def _is_remembered(field: Any, name: str) -> bool:
    """Whether it is a property that was asked for, such as the model that a key leads to."""
    return isinstance(getattr(type(field), name, None), cached_property)


def _cloning(plain: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A method that clones registries of historical models without a look into the classes, which are not copied."""

    def clone(registry: Any) -> Any:
        models = registry.all_models
        registry.all_models = _Shallow(models)
        try:
            return plain(registry)
        finally:
            registry.all_models = models

    return clone


class _Shallow:
    """By the label of an app its models by name."""

    def __init__(self, models: Mapping[str, Mapping[str, type]]) -> None:
        self.models = models

    def __deepcopy__(self, memo: object) -> Mapping[str, Mapping[str, type]]:
        return defaultdict(dict, {label: dict(models) for label, models in self.models.items()})
