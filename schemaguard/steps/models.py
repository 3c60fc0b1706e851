"""Historical models as plain views, and their physical names.

A view reads Django's ModelState; those of the models that an operation touches are shallow copies, which stay as they
were while the one mutable ProjectState moves on. Nothing here renders a model class, which is what makes Django's own
state slow.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps as registry
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.backends.utils import strip_quotes, truncate_name
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import resolve_relation
from django.db.models import Field, ForeignKey
from django.db.models.fields.related import ForeignObject
from django.utils.module_loading import import_string

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ModelView:
    """One model at one moment: its fields and options under their Django names."""

    app: str
    name: str
    fields: Mapping[str, Field[Any, Any]]
    options: Mapping[str, Any]
    bases: Sequence[Any] = ()

    @classmethod
    def of(cls, state: ModelState) -> ModelView:
        """A view that follows later changes of ``state``: for reading at once."""
        return cls(state.app_label, state.name, state.fields, state.options, state.bases)

    @classmethod
    def copy_of(cls, state: ModelState) -> ModelView:
        """A copy that does not follow later changes of ``state``."""
        return cls(state.app_label, state.name, dict(state.fields), dict(state.options), tuple(state.bases))

    @property
    def key(self) -> Key:
        """How ProjectState names the model."""
        return self.app, self.name.lower()

    def has_table(self) -> bool:
        """False for proxies, unmanaged models and models swapped out by a setting."""
        if self.options.get("proxy") or self.options.get("managed") is False:
            return False
        return not self.is_swapped_out()

    def is_swapped_out(self) -> bool:
        """Whether a setting names another model in its place."""
        swappable = self.options.get("swappable")
        chosen = getattr(settings, swappable, None) if swappable else None
        return bool(chosen) and str(chosen).lower() != f"{self.app}.{self.name}".lower()

    def table(self, max_name_length: int | None) -> str:
        """The table's name in the database. Django shortens names that nobody gave: Options.contribute_to_class."""
        given = self.options.get("db_table")
        return strip_quotes(given) if given else truncate_name(f"{self.app}_{self.name.lower()}", max_name_length)


def column_name(name: str, model_field: Field[Any, Any]) -> str:
    """The column of a field that is not bound to a model: db_column, or Django's attname."""
    if model_field.db_column:
        return strip_quotes(model_field.db_column)
    override = type(model_field).get_attname
    if override is Field.get_attname:
        return name
    if override is ForeignKey.get_attname:
        return f"{name}_id"
    bound = copy.copy(model_field)
    bound.name = name
    return bound.get_attname()


def has_column(model_field: Field[Any, Any]) -> bool:
    """Whether a field is stored in a column of its own model's table."""
    if model_field.many_to_many or type(model_field).__name__ == "CompositePrimaryKey":
        return False
    return isinstance(model_field, ForeignKey) or not isinstance(model_field, ForeignObject)


def is_auto_m2m(model_field: Field[Any, Any]) -> bool:
    """Whether a ManyToManyField has a table that Django makes for it."""
    if not model_field.many_to_many:
        return False
    through = getattr(model_field.remote_field, "through", None)
    return through is None or bool(getattr(getattr(through, "_meta", None), "auto_created", False))


def m2m_table(model: ModelView, name: str, model_field: Any, max_name_length: int | None) -> str:
    """The name of the table behind a ManyToManyField without a through model."""
    if model_field.db_table:
        return strip_quotes(model_field.db_table)
    return truncate_name(f"{model.table(max_name_length)}_{name}", max_name_length)


@dataclass(slots=True)
class Models:
    """All models at one moment: the live ProjectState with some of them as they were before."""

    state: ProjectState
    overrides: dict[Key, ModelView | None] = field(default_factory=dict)

    def get(self, key: Key) -> ModelView | None:
        """The model, or None where it does not exist at this moment. Later operations may change what it shows."""
        if key in self.overrides:
            return self.overrides[key]
        found = self.state.models.get(key)
        return ModelView.of(found) if found is not None else None

    def kept(self, key: Key) -> ModelView | None:
        """The model as it is now, whatever comes later; None where it does not exist."""
        if key in self.overrides:
            return self.overrides[key]
        found = self.state.models.get(key)
        return ModelView.copy_of(found) if found is not None else None

    def referenced(self, model: ModelView, relation: Any) -> Key:
        """The key of the model that a relation of ``model`` points to."""
        target = resolve_relation(relation, model.app, model.name)
        return target[0], target[1].lower()

    def table_of(self, key: Key, max_name_length: int | None) -> str:
        """The table of any model, also of an app without migrations; its default name where unknown."""
        view = self.get(key)
        if view is not None:
            return view.table(max_name_length)
        try:
            return strip_quotes(registry.get_model(*key)._meta.db_table)
        except LookupError:
            return truncate_name(f"{key[0]}_{key[1]}", max_name_length)

    def primary_key(self, key: Key) -> tuple[str, Field[Any, Any]] | None:
        """Name and field of a model's primary key; None where it cannot be known."""
        view = self.get(key)
        if view is None:
            return _registered_primary_key(key)
        for name, model_field in view.fields.items():
            if model_field.primary_key:
                return name, model_field
        for parent in self._concrete_parents(view):
            return self.primary_key(parent)
        return "id", _default_auto_field(view.app)

    def _concrete_parents(self, view: ModelView) -> Iterator[Key]:
        for base in view.bases:
            if isinstance(base, str) and "." in base:
                app, _, name = base.partition(".")
                yield app, name.lower()

    def find_field(self, key: Key, name: str) -> tuple[str, Field[Any, Any]] | None:
        """A field of a model by its name, looked for in its parents as well."""
        view = self.get(key)
        if view is None:
            return _registered_field(key, name)
        if name in view.fields:
            return name, view.fields[name]
        for parent in self._concrete_parents(view):
            if found := self.find_field(parent, name):
                return found
        return None


def _default_auto_field(app: str) -> Field[Any, Any]:
    path = settings.DEFAULT_AUTO_FIELD
    if app in registry.app_configs:
        path = registry.get_app_config(app).default_auto_field
    chosen: type[Field[Any, Any]] = import_string(path)
    return chosen(primary_key=True)


def _registered_primary_key(key: Key) -> tuple[str, Field[Any, Any]] | None:
    try:
        pk = registry.get_model(*key)._meta.pk
    except LookupError:
        return None
    return (pk.name, pk) if pk is not None else None


def _registered_field(key: Key, name: str) -> tuple[str, Field[Any, Any]] | None:
    try:
        found = registry.get_model(*key)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return None
    return (name, found) if isinstance(found, Field) else None
