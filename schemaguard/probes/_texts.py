"""Constraints and indexes of Django as the SQL that its schema editor writes, for models at one moment of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field

from schemaguard.databases.probing import CannotTell, Prober
from schemaguard.steps.models import Key, Models, ModelView, column_name, has_column
from schemaguard.steps.step import Step


def text_of(step: Step, table: str, name: str, prober: Prober, limit: int | None) -> str:
    """The SQL of a constraint or an index of a model by its name. Raises CannotTell."""
    editor = prober.editor()
    view = model_of(step, table, limit)
    found = None if view is None else _part(view, name)
    if view is None or found is None:
        raise CannotTell("its definition was not found in the models")
    model = rendered(step.after, view)
    if hasattr(found, "set_name_with_model"):
        found = found.clone()
    try:
        text = found.create_sql(model, editor)
        written = str(text)
    except Exception as error:  # Expressions are the user's too; and Django fails at a % in the name of a column.
        raise CannotTell(f"Django cannot write its SQL ({type(error).__name__})") from error
    if text is None:
        raise CannotTell(f"{prober.snapshot.server} has no such thing, and Django leaves it out")
    return written


def model_of(step: Step, table: str, limit: int | None) -> ModelView | None:
    """The model behind a table after the step."""
    for key in (*step.after.overrides, *step.after.state.models):
        view = step.after.get(key)
        if view is not None and view.has_table() and view.table(limit) == table:
            return view
    return None


def field_of(view: ModelView, column: str) -> tuple[str, Field[Any, Any]] | None:
    """The field behind a column."""
    for name, model_field in view.fields.items():
        if has_column(model_field) and column_name(name, model_field) == column:
            return name, model_field
    return None


def constraint_of(view: ModelView, name: str) -> Any | None:
    """A constraint of a model by its name."""
    return next((item for item in view.options.get("constraints") or () if name and item.name == name), None)


def _part(view: ModelView, name: str) -> Any | None:
    parts = (*(view.options.get("constraints") or ()), *(view.options.get("indexes") or ()))
    return next((item for item in parts if item.name == name), None)


def rendered(models: Models, view: ModelView) -> Any:
    """The model as a class, with all models that it needs and no others."""
    state = ProjectState(real_apps=models.state.real_apps)
    for key in _needed(models, view.key):
        found, original = models.get(key), models.state.models.get(key)
        if found is not None:
            managers = original.managers if original is not None else []
            made = ModelState(
                found.app, found.name, list(found.fields.items()), dict(found.options), tuple(found.bases), managers
            )
            state.add_model(made)
    try:
        return state.apps.get_model(*view.key)
    except Exception as error:  # The models are the user's, and rendering them runs code of theirs.
        raise CannotTell(f"its model could not be made ({type(error).__name__})") from error


def _needed(models: Models, start: Key) -> list[Key]:
    found, waiting = [start], [start]
    while waiting:
        view = models.get(waiting.pop())
        for key in _related(models, view) if view is not None else ():
            if key not in found:
                found.append(key)
                waiting.append(key)
    return found


def _related(models: Models, view: ModelView) -> Iterator[Key]:
    for base in view.bases:
        if isinstance(base, str) and "." in base:
            app, _, name = base.partition(".")
            yield app, name.lower()
    for model_field in view.fields.values():
        relation = getattr(model_field, "remote_field", None)
        for other in (getattr(relation, "model", None), getattr(relation, "through", None)):
            if other:
                yield models.referenced(view, other)
