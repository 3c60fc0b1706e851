"""What historical models say about the values of their columns, beyond what the database enforces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core import validators
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from schemaguard.databases.values import Accepts
from schemaguard.steps.models import Models, ModelView, column_name, has_column

#: What texts of these fields look like.
_FORMS: tuple[tuple[type, str], ...] = (
    (models.EmailField, "email"),
    (models.URLField, "url"),
    (models.SlugField, "slug"),
    (models.UUIDField, "uuid"),
    (models.GenericIPAddressField, "address"),
    (models.FileField, "path"),
    (models.FilePathField, "path"),
)


@dataclass(frozen=True, slots=True)
class Hint:
    """What a field says of its column."""

    #: The longest first; empty: any value.
    choices: tuple[Any, ...] = ()
    default: Any = None
    low: Any = None
    high: Any = None
    form: str = ""
    family: str = ""
    length: int | None = None
    places: int | None = None
    #: The model that a relation leads to, which the database may know nothing of.
    target: tuple[str, str] | None = None
    name: str = ""
    field: Any = None
    #: Those that its project gave it.
    validators: tuple[Any, ...] = ()

    def narrowed(self, accepts: Accepts) -> Accepts:
        """What the column takes and the field too."""
        if accepts.family == "one of":
            return accepts
        found = replace(accepts, form=self.form or accepts.form, family=self.family or accepts.family)
        if found.family in ("integer", "decimal", "float"):
            found = replace(found, low=_larger(found.low, self.low), high=_smaller(found.high, self.high))
        if found.family == "decimal" and self.length is not None and self.places is not None:
            length = min(self.length, accepts.length if accepts.length is not None else self.length)
            found = replace(found, length=length, places=self.places)
        elif found.family == "text" and self.length is not None and accepts.length is None:
            found = replace(found, length=self.length)
        return found


NOTHING = Hint()


@dataclass
class Hints:
    """Those of all models at one moment."""

    state: ProjectState
    max_name_length: int | None
    _found: dict[str, Mapping[str, Hint]] = field(default_factory=dict)

    def of(self, table: str) -> Mapping[str, Hint]:
        """By the names of columns; empty for a table that no model has."""
        if table not in self._found:
            state = self.model(table)
            self._found[table] = {} if state is None else dict(self._hints(state))
        return self._found[table]

    def model(self, table: str) -> ModelState | None:
        """The historical model of a table."""
        return self._by_table.get(table)

    def table(self, key: tuple[str, str]) -> str:
        """The table of a historical model."""
        return Models(self.state).table_of(key, self.max_name_length)

    @cached_property
    def _by_table(self) -> Mapping[str, ModelState]:
        views = ((ModelView.of(state), state) for state in self.state.models.values())
        return {view.table(self.max_name_length): state for view, state in views if view.has_table()}

    def _hints(self, state: ModelState) -> Iterator[tuple[str, Hint]]:
        for name, found in state.fields.items():
            if has_column(found):
                yield column_name(name, found), self._hint(state, name, found)

    def _hint(self, state: ModelState, name: str, found: Any) -> Hint:
        target = None
        if isinstance(found, models.ForeignKey):
            target = Models(self.state).referenced(ModelView.of(state), found.remote_field.model)
        low, high = _range(found)
        return Hint(
            _choices(found),
            None if callable(found.default) or not found.has_default() else found.default,
            low,
            high,
            _form(found),
            "json" if isinstance(found, models.JSONField) else "",
            getattr(found, "max_digits", None) or found.max_length,
            getattr(found, "decimal_places", None),
            target,
            name,
            found,
            tuple(found._validators),
        )


def _choices(found: Any) -> tuple[Any, ...]:
    if not found.choices or isinstance(found, models.ForeignKey):
        return ()
    values = [value for value, _ in found.flatchoices if value is not None]
    longest = max(values, key=lambda value: len(str(value)), default=None)
    return tuple(sorted(values, key=lambda value: value != longest))[:8]


def _form(found: Any) -> str:
    for cls, form in _FORMS:
        if isinstance(found, cls):
            return "ipv4" if getattr(found, "protocol", "").lower() == "ipv4" else form
    return "list" if isinstance(found, models.JSONField) and found.default is list else ""


def _range(found: Any) -> tuple[Any, Any]:
    """Of the field's own validators: those that Django adds follow from the type."""
    low = high = None
    for validator in found._validators:
        limit = getattr(validator, "limit_value", None)
        if callable(limit) or not isinstance(limit, int | float | Decimal):
            continue
        if isinstance(validator, validators.MinValueValidator):
            low = _larger(low, limit)
        elif isinstance(validator, validators.MaxValueValidator):
            high = _smaller(high, limit)
    return low, high


def _larger(one: Any, other: Any) -> Any:
    return other if one is None else one if other is None else max(_exact(one), _exact(other))


def _smaller(one: Any, other: Any) -> Any:
    return other if one is None else one if other is None else min(_exact(one), _exact(other))


def _exact(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, float) else value
