"""Django's Index and Constraint objects as plain statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemaguard.statements import (
    AddConstraint,
    Constraint,
    CreateIndex,
    DropConstraint,
    DropIndex,
    Index,
    Statement,
)
from schemaguard.steps.models import ModelView, column_name


def columns_of(model: ModelView, names: Any) -> tuple[str, ...]:
    """Column names of fields; a field that lives in a parent keeps its name."""
    return tuple(
        column_name(name, model.fields[name]) if name in model.fields else name
        for name in (raw.removeprefix("-") for raw in names)
    )


def together_columns(model: ModelView, option: str) -> set[tuple[str, ...]]:
    """``unique_together`` or ``index_together`` as sets of columns."""
    return {columns_of(model, names) for names in model.options.get(option) or ()}


def index_of(model: ModelView, index: Any) -> Index:
    """One ``models.Index``."""
    return Index(
        name=index.name or "",
        columns=columns_of(model, index.fields),
        # "idx" is what Django calls an ordinary B-tree.
        method=index.suffix.lower().replace("idx", ""),
        predicate=index.condition is not None,
        expressions=bool(index.expressions),
        include=columns_of(model, index.include),
    )


def constraint_statement(
    table: str, model: ModelView, constraint: Any, vendor: str, *, add: bool, validated: bool = True
) -> Iterator[Statement]:
    """The statement for one constraint of ``Meta.constraints``; nothing where the database has no such thing."""
    kinds = {cls.__name__ for cls in type(constraint).__mro__}
    if "UniqueConstraint" in kinds:
        yield from _unique(table, model, constraint, vendor, add=add)
        return
    if "CheckConstraint" in kinds:
        condition = constraint.condition
        columns = columns_of(model, sorted(set(_fields_in(condition))))
        found = Constraint(
            kind="check", name=constraint.name, columns=columns, validated=validated, text=str(condition)
        )
    elif "ExclusionConstraint" in kinds:
        found = Constraint(kind="exclude", name=constraint.name)
    else:
        found = Constraint(kind="", name=constraint.name)
    yield _constraint(table, found, add=add)


def _fields_in(condition: Any) -> Iterator[str]:
    """The fields that a Q or an expression names."""
    for child in getattr(condition, "children", ()):
        if isinstance(child, tuple):
            yield child[0].partition("__")[0]
            yield from _fields_in(child[1])
        else:
            yield from _fields_in(child)
    if type(condition).__name__ == "F":
        yield condition.name.partition("__")[0]
    elif hasattr(condition, "get_source_expressions"):
        for part in condition.get_source_expressions():
            yield from _fields_in(part)


def _unique(table: str, model: ModelView, constraint: Any, vendor: str, *, add: bool) -> Iterator[Statement]:
    columns = columns_of(model, constraint.fields)
    needs_index = constraint.condition or constraint.include or constraint.opclasses or constraint.expressions
    if needs_index and vendor == "mysql" and (constraint.condition or constraint.include):
        return  # MySQL has neither; Django leaves the constraint out (models.W036, W039).
    if not needs_index:
        deferrable = constraint.deferrable is not None
        found = Constraint(kind="unique", name=constraint.name, columns=columns, deferrable=deferrable)
        yield _constraint(table, found, add=add)
        return
    index = Index(
        name=constraint.name,
        columns=columns,
        unique=True,
        predicate=constraint.condition is not None,
        expressions=bool(constraint.expressions),
        include=columns_of(model, constraint.include),
    )
    yield CreateIndex(table=table, index=index) if add else DropIndex(table=table, index=index)


def _constraint(table: str, found: Constraint, *, add: bool) -> Statement:
    if add:
        return AddConstraint(table=table, constraint=found)
    return DropConstraint(table=table, constraint=found)
