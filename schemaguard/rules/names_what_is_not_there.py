"""An operation names a field, an index or a constraint that its model does not have.

When: AlterField, AddIndex, AddConstraint or AlterUniqueTogether names a field, or RemoveIndex and RemoveConstraint a
name, that the models at this point do not have: after a rename, a squash or a merge by hand.

Effect: Django stops with FieldDoesNotExist, FieldError or ValueError. On MySQL, what the migration did before stays
done.

Way out: write the name that the field has at this point of the history, or the one that the index was made with.

Source: Django documentation, "Migration Operations"; measured with Django 5.2.

Target: postgresql 16

Bad::

    operations = [
        migrations.AddIndex("order", models.Index(fields=["state"], name="order_state")),  # finding
    ]

Good::

    operations = [
        migrations.AddIndex("order", models.Index(fields=["status"], name="order_status")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.migrations import (
    AddConstraint,
    AddIndex,
    AlterField,
    AlterUniqueTogether,
    RemoveConstraint,
    RemoveIndex,
)
from django.db.models import Model

from schemaguard.rules._expressions import references
from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.steps.models import ModelView, column_name, has_column
from schemaguard.steps.operations import is_opaque
from schemaguard.steps.step import Step


@rule("SG415", on=Step, severity=Severity.ERROR, axis=Axis.FAILS_ON_ROWS)
def check(step: Step) -> Iterator[Hit]:
    operation, model = step.operation, step.before.get((step.file.app, step.model_name().lower()))
    if step.side == "state" or is_opaque(operation) or model is None or not (model.has_table() and _is_whole(model)):
        return
    doing = type(operation).__name__
    if isinstance(operation, RemoveIndex | RemoveConstraint):
        what = "index" if isinstance(operation, RemoveIndex) else "constraint"
        known = {item.name for item in model.options.get("indexes" if what == "index" else "constraints") or ()}
        missing = {operation.name} - known
    else:
        named = {name.partition("__")[0] for name in _fields_named(operation)}
        what, known = "field", _names(model) if named else set()
        missing = named - known
    for name in sorted(missing):
        yield Hit(f"{model.name} has no {what} {name}: {doing} fails.", subject=f"{model.name}.{name}")


def _is_whole(model: ModelView) -> bool:
    """Whether all fields stand in the model itself: none comes from a parent."""
    return not any(isinstance(base, str) or (base is not Model and issubclass(base, Model)) for base in model.bases)


def _names(model: ModelView) -> set[str]:
    """Fields, and what Django takes for them: order_id for order, _order, and pk in expressions."""
    columns = {column_name(name, field) for name, field in model.fields.items() if has_column(field)}
    attributes = {f"{name}_id" for name, field in model.fields.items() if field.is_relation}
    return {*model.fields, *columns, *attributes, "_order", "pk", "id"}


def _fields_named(operation: Any) -> Iterator[str]:
    if isinstance(operation, AlterField):
        yield operation.name
    elif isinstance(operation, AlterUniqueTogether):
        for names in operation.unique_together or ():
            yield from names
    elif isinstance(operation, AddIndex):
        yield from _fields_of(operation.index)
    elif isinstance(operation, AddConstraint):
        yield from _fields_of(operation.constraint)


def _fields_of(item: Any) -> Iterator[str]:
    """The fields of an index or a constraint, with those of its condition and its expressions."""
    yield from (name.removeprefix("-") for name in getattr(item, "fields", None) or ())
    yield from getattr(item, "include", None) or ()
    yield from references(getattr(item, "condition", None))
    for expression in getattr(item, "expressions", None) or ():
        # An exclusion constraint holds pairs of an expression and an operator.
        named = expression[0] if isinstance(expression, list | tuple) else expression
        yield from [named] if isinstance(named, str) else references(named)
