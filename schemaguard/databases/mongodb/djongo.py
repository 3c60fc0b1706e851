"""What djongo 1.3.7 should have made of a project's models.

djongo takes the statements of Django's schema editor for SQL, and does what MongoDB knows (sql2mongo/query.py). A
primary key becomes an index called ``__primary_key__``; unique fields, and what Django makes an index for, become
indexes. Foreign keys, checks, and the conditions of indexes become nothing at all.

It is silent where it does not do what a migration asks for. A unique constraint inside CREATE TABLE is passed over, and
so is one to be removed; the index of a renamed or removed field stays; a table that is renamed loses its counter. A
descending index is made on a field called 'a" DESC', a conditional unique constraint on one called 'WHERE …'. All that
is drift, and shows in a comparison with what is expected here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.models import Model, UniqueConstraint

from schemaguard.databases.mongodb.bookkeeping import autoincrement
from schemaguard.databases.mongodb.normalize import written
from schemaguard.schema.objects import Collection, Index
from schemaguard.schema.snapshot import arranged

#: Whether a model belongs to the database: (app label, name of the model).
Allow = Callable[[str, str], bool]
ModelClass = type[Model]

#: What djongo counts up: base.py, ``data_types_suffix``.
_COUNTED = frozenset({"AutoField", "BigAutoField", "ObjectIdField"})
#: The key that every document has anyway.
_ID = "_id"


def expected_for_state(state: ProjectState, allow: Allow) -> tuple[Collection, ...]:
    """The collections of all models of the state that belong to the database, and the one of Django's recorder."""
    models = state.apps.get_models(include_auto_created=True)
    found = [_collection(model) for model in models if _has_table(model) and _belongs(model, allow)]
    return arranged([*found, _collection(MigrationRecorder.Migration)])


def _has_table(model: ModelClass) -> bool:
    meta = model._meta
    return meta.managed and not meta.proxy and not meta.swapped


def _belongs(model: ModelClass, allow: Allow) -> bool:
    """Tables of many-to-many fields are made with the model that has the field; routers are not asked for them."""
    maker: Any = model._meta.auto_created or model
    return allow(maker._meta.app_label, maker._meta.model_name or "")


def _collection(model: ModelClass) -> Collection:
    fields: list[Any] = [field for field in model._meta.local_fields if field.column]
    counted = sorted(field.column for field in fields if field.get_internal_type() in _COUNTED and field.column != _ID)
    return Collection(
        model._meta.db_table,
        options=autoincrement(counted),
        indexes=(*_indexes_of_fields(fields), *_indexes_of_model(model)),
    )


def _indexes_of_fields(fields: Iterable[Any]) -> Iterator[Index]:
    for field in fields:
        if field.column == _ID:
            continue
        if field.primary_key:
            yield Index("__primary_key__", (written(field.column),), unique=True)
        elif field.unique or field.db_index:
            yield _unnamed([field.column], unique=field.unique)


def _indexes_of_model(model: ModelClass) -> Iterator[Index]:
    meta = model._meta
    for names in meta.unique_together:
        yield _unnamed(_columns(model, names), unique=True)
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields and constraint.condition is None:
            yield Index(constraint.name, tuple(map(written, _columns(model, constraint.fields))), unique=True)
    for index in meta.indexes:
        if index.fields_orders:
            columns = _columns(model, [name for name, _ in index.fields_orders])
            ways = [" desc" if order else "" for _, order in index.fields_orders]
            yield Index(index.name, tuple(map("{}{}".format, map(written, columns), ways)))


def _columns(model: ModelClass, names: Iterable[str]) -> list[str]:
    fields: Iterable[Any] = map(model._meta.get_field, names)
    return [field.column for field in fields]


def _unnamed(columns: list[str], *, unique: bool) -> Index:
    """An index whose name is djongo's or Django's choice, and means nothing."""
    name = "_".join(f"{column}_1" for column in columns)
    return Index(name, tuple(map(written, columns)), unique=unique, auto_named=True)
