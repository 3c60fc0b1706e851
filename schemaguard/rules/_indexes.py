"""The ordinary indexes that models promise: shared by rules about what finds rows by a column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import ForeignKey, Q, UniqueConstraint

from schemaguard.databases.registry import database
from schemaguard.statements import AddConstraint, CreateIndex, CreateTable, DropIndex, Statement
from schemaguard.steps.indexes import columns_of, together_columns
from schemaguard.steps.models import ModelView, column_name, has_column
from schemaguard.steps.step import Step

#: Suffixes of Django's Index classes that find rows by equality. "idx" is models.Index.
_ORDINARY = frozenset({"", "idx", "btree", "hash"})


def indexed_columns(model: ModelView, *, mysql: bool = False, without: str = "") -> Iterator[tuple[str, ...]]:
    """The columns of each index that holds every row of the table, in order; all but the one of the name ``without``.

    An index that leaves out NULL in its first column finds every other value. MySQL indexes all foreign keys by itself.
    """
    for name, field in model.fields.items():
        if type(field).__name__ == "CompositePrimaryKey":
            yield columns_of(model, getattr(field, "field_names", ()))
        elif has_column(field):
            kept_by_server = mysql and is_constrained(field)
            if kept_by_server or field.unique or field.primary_key or getattr(field, "db_index", False):
                yield (column_name(name, field),)
    yield from together_columns(model, "unique_together")
    yield from together_columns(model, "index_together")
    for item in model.options.get("constraints") or ():
        if isinstance(item, UniqueConstraint) and item.fields and item.condition is None:
            yield columns_of(model, item.fields)
    for item in model.options.get("indexes") or ():
        whole = item.condition in (None, Q(**{f"{''.join(item.fields[:1])}__isnull": False}))
        if item.fields and whole and item.suffix.lower() in _ORDINARY and item.name != without:
            yield columns_of(model, item.fields)


def is_constrained(field: Any) -> bool:
    """Whether the field is a foreign key that the database enforces."""
    return isinstance(field, ForeignKey) and bool(getattr(field, "db_constraint", True))


def columns_indexed_by(statement: Statement) -> Iterator[tuple[str, ...]]:
    """The columns of each index that a statement makes over every row of its table."""
    if isinstance(statement, CreateIndex):
        if not statement.index.predicate:
            yield statement.index.columns
    elif isinstance(statement, AddConstraint):
        constraint = statement.constraint
        if constraint.kind in ("unique", "primary_key") and not constraint.condition:
            yield constraint.columns
    elif isinstance(statement, CreateTable):
        yield from (index.columns for index in statement.indexes if not index.predicate)
        yield from (item.columns for item in statement.constraints if item.kind in ("unique", "primary_key"))
        yield from ((item.name,) for item in statement.columns if item.index or item.unique or item.primary_key)


def dropped_index(step: Step, statement: DropIndex) -> tuple[str, tuple[str, ...]]:
    """Table and columns of an index that goes. SQL names it only: then the models before the step may tell."""
    table, index = statement.table or "", statement.index
    if (table and index.columns) or not index.name:
        return table, index.columns
    limit = database(step.target.vendor).max_name_length
    for key in {**step.before.state.models, **step.before.overrides}:
        model = step.before.get(key)
        for item in model.options.get("indexes") or () if model is not None else ():
            if model is not None and item.name == index.name and table in ("", model.table(limit)):
                return model.table(limit), columns_of(model, item.fields)
    return table, index.columns
