"""Content types of all models. ``migrate`` ends with making them, and the code of migrations looks for them."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.migrations.state import ProjectState

from schemaguard.databases.values import Values
from schemaguard.schema.objects import Table
from schemaguard.steps.models import Key, ModelView

#: The model that has them.
CONTENT_TYPE: Key = ("contenttypes", "contenttype")
_COLUMNS = ("app_label", "model", "name")
_MANY = 100_000


def add_content_types(values: Values, table: Table, models: ProjectState) -> None:
    """One for each model that has none, as Django's receiver of post_migrate makes them at the end of each release."""
    known = set(values.select(table, _COLUMNS[:2], _MANY))
    present = {column.name for column in table.columns}
    names = [name for name in _COLUMNS if name in present]  # Until contenttypes.0002 there was a name.
    rows = [row[: len(names)] for row in sorted(_rows(models)) if row[:2] not in known]
    if rows:
        values.insert(table, names, rows)


def _rows(models: ProjectState) -> Iterator[tuple[str, str, str]]:
    for (app, name), state in models.models.items():
        if not ModelView.of(state).is_swapped_out():
            yield app, name, str(state.options.get("verbose_name") or name)[:100]
    for app in models.real_apps:
        for model in apps.get_app_config(app).get_models():
            name = str(model._meta.model_name)
            if (app, name) not in models.models:
                yield app, name, str(model._meta.verbose_name)[:100]
