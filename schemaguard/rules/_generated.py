"""Generated columns and what they are computed from: shared by two rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemaguard.rules._expressions import columns_used
from schemaguard.rules._tables import models_on
from schemaguard.steps.models import ModelView
from schemaguard.steps.step import Step


def computed_from(step: Step, table: str, column: str) -> Iterator[tuple[ModelView, str, Any]]:
    """The model, name and field of each generated column that reads a column, as they are before the step."""
    for model in models_on(step, step.before, table):
        for name, field in model.fields.items():
            if getattr(field, "generated", False) and column in columns_used(model, getattr(field, "expression", None)):
                yield model, name, field
