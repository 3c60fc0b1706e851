"""The one mutable ProjectState of a plan."""

from __future__ import annotations

from typing import Any

from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field


class PlanState(ProjectState):
    """Django's state without a search through all models at every altered field.

    ProjectState.alter_field looks for relations to the field, to know which model classes to render again. As long as
    nothing asked for model classes, there are none.
    """

    def alter_field(
        self, app_label: str, model_name: str, name: str, field: Field[Any, Any], preserve_default: bool
    ) -> None:
        """Put a field in another one's place, as Django does."""
        if "apps" in self.__dict__ or self.__dict__.get("_relations") is not None:
            super().alter_field(app_label, model_name, name, field, preserve_default)
            return
        if not preserve_default:
            field = field.clone()
            field.default = NOT_PROVIDED
        self.models[app_label, model_name].fields[name] = field
