"""Which fields of documents refer to documents of other collections. MongoDB does not know; Django's models do."""

from __future__ import annotations

from collections.abc import Collection as Names
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.apps import apps

_SUFFIX = "_id"


class Reference(NamedTuple):
    """A field, and the field of another collection that its values are taken from."""

    collection: str
    field: str
    target: str
    target_field: str
    guessed: bool = False


def of_models(names: Names[str]) -> Iterator[Reference]:
    """What the project's models say, of collections that are there."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table not in names:
            continue
        for field in model._meta.local_fields:
            related: Any = field.remote_field
            if related is not None and field.column and hasattr(field, "target_field"):
                target: Any = field.target_field
                table = target.model._meta.db_table
                if table in names:
                    yield Reference(model._meta.db_table, field.column, table, target.column)


def guessed(collection: str, fields: Iterable[str], names: Names[str], key: str) -> Iterator[Reference]:
    """By names alone, where only one collection can be meant: shop_order.customer_id and shop_customer."""
    app = collection.partition("_")[0]
    for field in sorted(fields):
        word = field.removesuffix(_SUFFIX)
        if word == field or not word:
            continue
        near = [name for name in names if name in (word, f"{app}_{word}")]
        found = near or [name for name in names if name.endswith(f"_{word}")]
        if len(found) == 1:
            yield Reference(collection, field, found[0], key, guessed=True)
