"""What a project brings for the rows of a rehearsal: functions, and classes of factory-boy."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from typing import Any

from django.db.migrations.state import ModelState, ProjectState

from schemaguard.actions._seed_hints import Hint
from schemaguard.databases.values import Values
from schemaguard.exceptions import BadInput
from schemaguard.seeds import ATTRIBUTE
from schemaguard.steps.loader import Node

Function = Callable[[Any, str], object]


@dataclass
class Hooks:
    """Those of one rehearsal."""

    #: By label, in lower case.
    functions: Mapping[str, Sequence[Function]] = field(default_factory=dict)
    #: Factories by the label of their model, in lower case.
    factories: Mapping[str, Any] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, modules: Sequence[str]) -> Hooks:
        """What stands in these modules. Raises BadInput where one cannot be imported."""
        functions: dict[str, list[Function]] = {}
        factories: dict[str, Any] = {}
        for name in modules:
            for value in vars(_imported(name)).values():
                for label in getattr(value, ATTRIBUTE, ()) if callable(value) else ():
                    functions.setdefault(label.lower(), []).append(value)
                if (label := _model_of(value)) and label not in factories:
                    factories[label] = value
        return cls(functions, factories)

    def unused(self, known: Collection[str] = ()) -> tuple[str, ...]:
        """Sentences about functions that no model and no migration of the rehearsal asked for.

        ``known``: labels in lower case that are right, and that this rehearsal has not come to.
        """
        return tuple(
            f"{_place(function)} is marked for {label!r}, which is no model and no migration of this rehearsal."
            for label, functions in self.functions.items()
            if label not in self.used and label not in known
            for function in functions
        )

    def after_migration(self, node: Node | None, models: ProjectState, values: Values) -> list[str]:
        """Call what is meant for a migration."""
        return self._call(".".join(node).lower(), models, values) if node else []

    def for_model(self, model: ModelState | None, models: ProjectState, values: Values) -> list[str]:
        """Call what is meant for a model."""
        return self._call(f"{model.app_label}.{model.name}".lower(), models, values) if model else []

    def _call(self, label: str, models: ProjectState, values: Values) -> list[str]:
        remarks = []
        for function in self.functions.get(label, ()):
            self.used.add(label)
            try:
                with values.attempt():
                    function(models.apps, values.connection.alias)
            except Exception as error:  # noqa: BLE001 - it is the project's code, and may raise anything
                remarks.append(f"{_place(function)} failed for {label}: {_said(error)}")
        return remarks

    def attributes(
        self, model: ModelState | None, hints: Mapping[str, Hint], values: Values, count: int
    ) -> tuple[list[dict[str, Any]], list[str]]:
        """Values for the columns of some rows, as far as the model's factory has any."""
        factory = self.factories.get(f"{model.app_label}.{model.name}".lower()) if model else None
        if factory is None:
            return [], []
        try:
            with values.attempt(), _steady():
                factory.reset_sequence(1, force=True)
                return [_columns(_built(factory), hints, values) for _ in range(count)], []
        except Exception as error:  # noqa: BLE001 - as above
            return [], [f"{factory.__module__}.{factory.__name__} gave no values: {_said(error)}"]


def _imported(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        where = "SCHEMAGUARD['REHEARSAL']['SEEDS']"
        raise BadInput(f"{where}: {name!r} cannot be imported: {error}.") from error


def _model_of(found: object) -> str:
    """The label of a factory's model; empty for anything else. A project without factory-boy has no factories."""
    known = sys.modules.get("factory.django")
    if known is None or not isinstance(found, type) or not issubclass(found, known.DjangoModelFactory):
        return ""
    value: Any = found
    if value._meta.abstract or value._meta.model is None:
        return ""
    return str(value._meta.get_model_class()._meta.label_lower)


def _built(factory: Any) -> dict[str, Any]:
    """A row without those it belongs to; with them where other values follow from them. Nothing is saved."""
    from factory import SubFactory

    declared = factory._meta.pre_declarations.as_dict()
    related = {name: None for name, value in declared.items() if isinstance(value, SubFactory)}
    try:
        row = factory.build(**related)
    except AttributeError:
        row = factory.build()
    return {name: getattr(row, name, None) for name in declared if name not in related}


def _columns(row: Mapping[str, Any], hints: Mapping[str, Hint], values: Values) -> dict[str, Any]:
    """Values as Django gives them to the driver, by column. Relations are left to the rows that are there."""
    found = {}
    for column, hint in hints.items():
        if hint.target is None and row.get(hint.name) is not None:
            found[column] = hint.field.get_db_prep_save(row[hint.name], values.connection)
    return found


@contextmanager
def _steady() -> Iterator[None]:
    """The same random values on every run, and the project's own afterwards."""
    import factory.random

    kept = factory.random.get_random_state()
    try:
        factory.random.reseed_random("schemaguard")
        yield
    finally:
        factory.random.set_random_state(kept)


def _place(function: Any) -> str:
    code = getattr(function, "__code__", None)
    line = f", line {code.co_firstlineno}" if code else ""
    return f"{function.__module__}.{getattr(function, '__qualname__', '?')}{line}"


def _said(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {' '.join(str(error).split())} ({last.name}, line {last.lineno})."
