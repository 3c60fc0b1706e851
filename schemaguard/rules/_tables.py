"""Which table a statement is about, also where it only names an index, a trigger or a partition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemaguard.databases.registry import database
from schemaguard.statements import Statement
from schemaguard.steps.models import Key, Models, ModelView
from schemaguard.steps.step import Step


def table_of(statement: Statement) -> str | None:
    """The table that the statement locks; None where the text does not name one."""
    table = getattr(statement, "table", None)
    return table if isinstance(table, str) and table else None


def models_on(step: Step, models: Models, table: str) -> Iterator[ModelView]:
    """The models that are stored in a table, at the moment that ``models`` is about."""
    # Mostly it is a model that the operation touches; looking at all of them takes long in big projects.
    near = list(_stored(step, {**step.before.overrides, **step.after.overrides}, models, table))
    yield from near or _stored(step, {**models.state.models, **models.overrides}, models, table)


def models_after_migration(step: Step, table: str) -> Iterator[ModelView]:
    """The models that are stored in a table when the step's whole migration is done."""
    return models_on(step, Models(step.after.state), table)


def _stored(step: Step, keys: Iterable[Key], models: Models, table: str) -> Iterator[ModelView]:
    limit = database(step.target.vendor).max_name_length
    for key in keys:
        model = models.get(key)
        if model is not None and model.has_table() and model.table(limit) == table:
            yield model
