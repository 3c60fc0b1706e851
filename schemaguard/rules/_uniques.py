"""What is unique before and after a statement: shared by rules about duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.migrations import RemoveConstraint
from django.db.models import UniqueConstraint

from schemaguard.databases.registry import database
from schemaguard.statements import AddConstraint, CreateIndex, DropConstraint, DropIndex, Statement
from schemaguard.steps.indexes import columns_of, together_columns
from schemaguard.steps.models import ModelView, column_name, has_column
from schemaguard.steps.step import Step

_KINDS = ("unique", "primary_key")


@dataclass(frozen=True, slots=True)
class Unique:
    """Columns that a statement makes unique; none where it is an expression, or a name says it all."""

    table: str
    columns: tuple[str, ...]
    name: str


def made_unique(statement: Statement) -> Unique | None:
    """What the statement makes unique, if it has to look at the rows for that."""
    if isinstance(statement, CreateIndex) and statement.index.unique:
        columns = () if statement.index.expressions else statement.index.columns
        return Unique(statement.table, columns, statement.index.name)
    if isinstance(statement, AddConstraint):
        constraint = statement.constraint
        # USING INDEX takes an index that is unique already.
        if constraint.kind in _KINDS and not constraint.using_index:
            columns = () if constraint.expressions else constraint.columns
            return Unique(statement.table, columns, constraint.name)
    return None


def dropped_unique(statement: Statement) -> tuple[str, frozenset[str]] | None:
    """Table and columns that were unique, without exception, until this statement."""
    if isinstance(statement, DropConstraint) and statement.constraint.kind in _KINDS:
        constraint = statement.constraint
        whole = constraint.columns and not (constraint.condition or constraint.expressions)
        return (statement.table, frozenset(constraint.columns)) if whole else None
    if isinstance(statement, DropIndex) and statement.index.unique and statement.table:
        index = statement.index
        whole = index.columns and not (index.predicate or index.expressions)
        return (statement.table, frozenset(index.columns)) if whole else None
    return None


def unique_sets(step: Step, table: str) -> Iterator[frozenset[str]]:
    """The sets of columns that the models of a table promised to be unique before the step."""
    limit = database(step.target.vendor).max_name_length
    for model in step.before.overrides.values():
        if model is not None and model.has_table() and model.table(limit) == table:
            yield from _of_model(model)


def _of_model(model: ModelView) -> Iterator[frozenset[str]]:
    for name, model_field in model.fields.items():
        if has_column(model_field) and model_field.unique:
            yield frozenset({column_name(name, model_field)})
    for columns in together_columns(model, "unique_together"):
        yield frozenset(columns)
    for constraint in model.options.get("constraints") or ():
        if isinstance(constraint, UniqueConstraint) and constraint.fields and constraint.condition is None:
            yield frozenset(columns_of(model, constraint.fields))


def unique_sets_after(step: Step, table: str) -> Iterator[frozenset[str]]:
    """The sets of columns that the models of a table promise to be unique when the whole migration is done."""
    limit = database(step.target.vendor).max_name_length
    for key in step.after.overrides:
        state = step.after.state.models.get(key)
        model = ModelView.of(state) if state is not None else None
        if model is not None and model.has_table() and model.table(limit) == table:
            yield from _of_model(model)


def meaning_of(step: Step, constraint: Any) -> object:
    """A constraint of the model that the step names, without its name: equal ones demand the same of rows."""
    _, args, options = constraint.deconstruct()
    options.pop("name", None)
    return type(constraint), (step.file.app, step.model_name().lower()), args, options


def taken_away(step: Step) -> Iterator[object]:
    """The meaning of the constraint that the step's operation removes from the models and the database."""
    if isinstance(step.operation, RemoveConstraint) and step.statements:
        model = step.before.get((step.file.app, step.operation.model_name_lower))
        for constraint in (model.options.get("constraints") or ()) if model else ():
            if constraint.name == step.operation.name:
                yield meaning_of(step, constraint)
