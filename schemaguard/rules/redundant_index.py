"""A new index repeats what another index of the same migration or table can do.

When: an index is added whose columns are the beginning of another index, a unique constraint or the primary key
of the same model.

Effect: every write keeps both, the disk holds both, and no query is faster.

Way out: leave the shorter one out. On MySQL make it invisible first, and drop it when nothing got slower.

Source: PostgreSQL manual, 11.3 "Multicolumn Indexes"; MySQL manual, 10.3.12 "Invisible Indexes".

Bad::

    operations = [
        migrations.AddIndex("product", models.Index(fields=["sku"], name="product_sku")),  # finding
    ]

Good::

    operations = [
        migrations.AddIndex("product", models.Index(fields=["name"], name="product_name")),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from schemaguard.rules.base import Axis, Hit, Severity, rule
from schemaguard.statements import CreateIndex
from schemaguard.steps.indexes import columns_of, together_columns
from schemaguard.steps.models import ModelView, column_name, has_column
from schemaguard.steps.step import Step


@rule("SG822", on=CreateIndex, severity=Severity.NOTICE, axis=Axis.HYGIENE)
def check(step: Step, statement: CreateIndex) -> Iterator[Hit]:
    index = statement.index
    special = index.unique or index.predicate or index.expressions or index.method or index.include
    if statement.sql or special or not index.columns or _orders_otherwise(step):
        return
    for model in step.after.overrides.values():
        if model is None:
            continue
        for other, columns in _guards(model):
            own = not index.name and other.startswith(_OF_FIELD)
            if other != index.name and not own and columns[: len(index.columns)] == index.columns:
                name = index.name or ", ".join(index.columns)
                yield Hit(f"The index {name} repeats {other}.", subject=f"{statement.table}.{name}")
                return


_OF_FIELD = "the index of the field"


def _orders_otherwise(step: Step) -> bool:
    """Another operator class, or several columns of which some run backwards: no other index does the same."""
    index = getattr(step.operation, "index", None)
    if index is None:
        return False
    backwards = [name for name in index.fields if name.startswith("-")]
    return bool(index.opclasses) or (bool(backwards) and len(index.fields) > 1)


def _guards(model: ModelView) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Everything of the model that keeps an ordinary index, with its columns in order."""
    for name, field in model.fields.items():
        if has_column(field) and (field.unique or field.primary_key):
            yield f"the unique column {name}", (column_name(name, field),)
        elif has_column(field) and getattr(field, "db_index", False):
            yield f"{_OF_FIELD} {name}", (column_name(name, field),)
    for columns in together_columns(model, "unique_together"):
        yield "unique_together", columns
    for item in model.options.get("constraints") or ():
        plain = type(item).__name__ == "UniqueConstraint" and not (item.condition or item.expressions)
        if plain:
            yield item.name, columns_of(model, item.fields)
    for item in model.options.get("indexes") or ():
        if not (item.condition or item.expressions or item.suffix or any(f.startswith("-") for f in item.fields)):
            yield item.name, columns_of(model, item.fields)
